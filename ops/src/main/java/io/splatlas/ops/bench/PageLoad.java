package io.splatlas.ops.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pages that are open and read what they are told, as a browser's do, without drawing. */
public final class PageLoad implements AutoCloseable {
  /** Snapshots and histories are told at first; what follows is what a quiet page costs. */
  private static final Duration SETTLE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(PageLoad.class);

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<InputStream> streams = new ArrayList<>();
  private final AtomicLong events = new AtomicLong();

  private PageLoad() {}

  /** Opens pages on a scene and waits until their beginning is over. */
  public static PageLoad open(URI page, String scene, int count)
      throws IOException, InterruptedException {
    PageLoad load = new PageLoad();
    HttpRequest request =
        HttpRequest.newBuilder(page.resolve("/api/scenes/" + scene + "/live")).build();
    for (int i = 0; i < count; i++) {
      HttpResponse<InputStream> answer =
          load.http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      if (answer.statusCode() != 200) {
        load.close();
        throw new IOException("the page answered " + answer.statusCode() + " for " + scene);
      }
      load.streams.add(answer.body());
      Thread.ofVirtual().start(() -> load.read(answer.body()));
    }
    TimeUnit.NANOSECONDS.sleep(SETTLE.toNanos());
    load.events.set(0);
    return load;
  }

  private void read(InputStream stream) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data:")) {
          events.incrementAndGet();
        }
      }
    } catch (IOException closed) {
      LOG.debug("a page ended", closed);
    }
  }

  /** Events told since the pages have settled. */
  public long events() {
    return events.get();
  }

  /** CPU time of a process over a span, in cores. */
  public static double coreShare(ProcessHandle process, Duration span) throws InterruptedException {
    Duration before = cpu(process);
    long started = System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(span.toNanos());
    double elapsed = System.nanoTime() - started;
    return cpu(process).minus(before).toNanos() / elapsed;
  }

  private static Duration cpu(ProcessHandle process) {
    return process
        .info()
        .totalCpuDuration()
        .orElseThrow(
            () -> new IllegalStateException("the CPU time of " + process.pid() + " is not known"));
  }

  @Override
  public void close() throws IOException {
    for (InputStream stream : streams) {
      stream.close();
    }
    http.shutdownNow();
  }
}
