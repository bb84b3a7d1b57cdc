package io.splatlas.ops.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestGuardTest {

  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          int status = 200;
          try {
            RequestGuard.check(exchange);
          } catch (HttpProblem refused) {
            status = refused.status();
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private int ask(String method, String path, String... headers) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.ofString("x"));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }
  }

  @Test
  void shouldTakeAPictureToAskFor() throws Exception {
    for (String type : new String[] {"image/png", "image/jpeg"}) {
      assertEquals(200, ask("POST", "/api/scenes/desk/query?width=3", "Content-Type", type));
      assertEquals(200, ask("POST", "/api/scenes/desk/matches?width=3", "Content-Type", type));
    }
  }

  @Test
  void shouldTakeNothingElse() throws Exception {
    assertEquals(405, ask("POST", "/api/scenes/desk/query"));
    assertEquals(405, ask("POST", "/api/scenes/desk/query", "Content-Type", "text/plain"));
    assertEquals(405, ask("POST", "/api/scenes/desk/render", "Content-Type", "image/png"));
    assertEquals(405, ask("POST", "/api/session", "Content-Type", "image/png"));
    assertEquals(405, ask("PUT", "/api/scenes/desk/query", "Content-Type", "image/png"));
    assertEquals(405, ask("DELETE", "/api/scenes/desk"));
  }

  /** A browser that another site makes ask says so; before it sends a picture it asks (OPTIONS). */
  @Test
  void shouldTurnAwayOtherSites() throws Exception {
    String[] foreign = {
      "Content-Type", "image/png", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "cors"
    };
    assertEquals(403, ask("POST", "/api/scenes/desk/query", foreign));
    assertEquals(405, ask("OPTIONS", "/api/scenes/desk/query"));
  }
}
