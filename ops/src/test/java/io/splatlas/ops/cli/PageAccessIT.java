package io.splatlas.ops.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gateway.auth.TokenRules;
import io.splatlas.ops.server.SecurityOptions;
import io.splatlas.ops.server.ServerOptions;
import io.splatlas.ops.server.SplatlasServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a server that asks for tokens: it shows what the token may see, as gRPC does. */
class PageAccessIT {
  private static final List<String> OF_A_SCENE =
      List.of(
          "",
          "/history",
          "/events",
          "/instances/1",
          "/instances/1/events",
          "/frame",
          "/live",
          "/splats",
          "/query?text=mug",
          "/matches?text=mug",
          "/export/scene.ply");

  @TempDir Path folder = Path.of("");

  @Test
  void shouldAskForTheRightsThatGrpcAsksFor() throws Exception {
    run("auth", "init", folder.resolve("auth").toString());
    String watcher = token("watch:kitchen");
    String creator = token("admin:*");
    try (SplatlasServer server = start();
        HttpClient http = HttpClient.newHttpClient()) {
      Asker asker = new Asker(http, server.page().orElseThrow() + "api/");
      assertEquals(200, asker.get("../style.css", "").statusCode(), "the page itself is no secret");
      assertEquals(401, asker.get("server", "").statusCode());
      assertEquals(401, asker.get("scenes", "").statusCode());
      for (String path : OF_A_SCENE) {
        assertEquals(401, asker.get("scenes/kitchen" + path, "").statusCode(), path);
        assertEquals(401, asker.get("scenes/kitchen" + path, "no.such.token").statusCode(), path);
      }
      // The scene does not exist: who may see it is told so, who may not is not told even that.
      assertEquals(404, asker.get("scenes/kitchen", watcher).statusCode());
      assertEquals(404, asker.get("scenes/kitchen/history", watcher).statusCode());
      for (String path : List.of("/frame", "/query?text=mug", "/export/scene.ply")) {
        int status = asker.get("scenes/kitchen" + path, watcher).statusCode();
        assertEquals(403, status, "watching is not querying: " + path);
      }
      assertEquals(404, asker.get("scenes/kitchen/export/scene.ply", creator).statusCode());
      checkCookie(asker, watcher);
    }
  }

  private static void checkCookie(Asker asker, String token) throws Exception {
    assertEquals(401, asker.get("session", "no.such.token").statusCode());
    HttpResponse<String> session = asker.get("session", token);
    String cookie = session.headers().firstValue("Set-Cookie").orElseThrow();
    assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), cookie);
    String shown = cookie.substring(0, cookie.indexOf(';'));
    assertEquals(200, asker.send("scenes", "Cookie", shown).statusCode());
    assertEquals(200, asker.get("session", "").statusCode(), "forgets the token");
  }

  private record Asker(HttpClient http, String base) {
    HttpResponse<String> get(String path, String token) throws Exception {
      return token.isEmpty()
          ? send(path, "Accept", "*/*")
          : send(path, "Authorization", "Bearer " + token);
    }

    HttpResponse<String> send(String path, String header, String value) throws Exception {
      return http.send(
          HttpRequest.newBuilder(URI.create(base).resolve(path)).header(header, value).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private SplatlasServer start() throws Exception {
    return SplatlasServer.start(
        new ServerOptions("127.0.0.1", 0, 0, folder.resolve("data"), "cpu", 64L << 20)
            .protectedBy(
                "127.0.0.1",
                new SecurityOptions(
                    null,
                    folder.resolve("auth/token-keys.json").toString(),
                    TokenRules.DEFAULTS,
                    false)));
  }

  private String token(String scope) throws Exception {
    Path file = folder.resolve(scope.replace(':', '-').replace('*', 'x') + ".token");
    run(
        "auth",
        "token",
        "--key",
        folder.resolve("auth/signing-key.jwk").toString(),
        "--subject",
        "anna",
        "--scope",
        scope,
        "-o",
        file.toString());
    return Files.readString(file).strip();
  }

  private static void run(String... args) {
    StringWriter text = new StringWriter();
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(text, true))
            .setErr(new PrintWriter(text, true))
            .execute(args);
    assertEquals(0, code, text::toString);
  }
}
