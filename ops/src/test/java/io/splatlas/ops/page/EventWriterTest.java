package io.splatlas.ops.page;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventWriterTest {
  private static final long PATIENCE_SECONDS = 30;
  private static final String LARGE = "x".repeat(1 << 16);

  private final CompletableFuture<EventWriter> begun = new CompletableFuture<>();
  private final CompletableFuture<IOException> ended = new CompletableFuture<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  EventWriterTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          EventWriter writer = EventWriter.begin(exchange);
          begun.complete(writer);
          try (exchange) {
            while (!writer.isClosed()) {
              writer.event("news", LARGE);
            }
          } catch (IOException cutOff) {
            ended.complete(cutOff);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** As the watchdog does, which has other pages to look after. */
  @Test
  void shouldLetGoOfAReaderWhoReadsNothing() throws Exception {
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(1024);
      socket.connect(server.getAddress());
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      EventWriter writer = begun.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertFalse(writer.isStuck(PATIENCE_SECONDS));
      long end = System.nanoTime() + Duration.ofSeconds(PATIENCE_SECONDS).toNanos();
      while (!writer.isStuck(1)) {
        assertTrue(System.nanoTime() < end, "the writer does not wait for its reader");
        Thread.onSpinWait();
      }
      CompletableFuture.runAsync(writer::close).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertTrue(ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS) != null);
    }
  }
}
