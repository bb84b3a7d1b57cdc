package io.splatlas.ops.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.gateway.auth.TokenRules;
import io.splatlas.gateway.tls.TlsFiles;
import io.splatlas.ops.client.ClientSecurity;
import io.splatlas.ops.client.ServerAddress;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.security.DevelopmentAuthority;
import io.splatlas.ops.server.SecurityOptions;
import io.splatlas.ops.server.ServerOptions;
import io.splatlas.ops.server.SplatlasServer;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.DeleteSceneRequest;
import io.splatlas.proto.v1.ListScenesRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server behind TLS, client certificates and tokens, as 'auth init' and the flags make it. */
class SecureServerIT {
  @TempDir Path folder = Path.of("");
  private Path auth = Path.of("");

  @BeforeEach
  void init() {
    auth = folder.resolve("auth");
    run(0, "auth", "init", auth.toString());
  }

  @Test
  void shouldServeCommandsThatShowCertificateAndToken() throws Exception {
    try (SplatlasServer server = start(true)) {
      String address = "localhost:" + server.port();
      String robot = folder.resolve("robot.token").toString();
      run(
          0,
          "auth",
          "token",
          "--key",
          file("signing-key.jwk"),
          "--subject",
          "robot-1",
          "--scope",
          "capture:lab-*",
          "--bind",
          file("client.pem"),
          "-o",
          robot);
      try (SplatlasClient client = client(server, Path.of(robot), true)) {
        client.scenes().createScene(create("lab-1"));
        assertStatus(Status.Code.PERMISSION_DENIED, () -> client.scenes().createScene(create("x")));
        assertStatus(
            Status.Code.PERMISSION_DENIED,
            () ->
                client
                    .scenes()
                    .deleteScene(DeleteSceneRequest.newBuilder().setSceneId("lab-1").build()));
      }
      assertTrue(
          run(
                  0,
                  "scenes",
                  "--server",
                  address,
                  "--tls-ca",
                  file("ca.pem"),
                  "--tls-cert",
                  file("client.pem"),
                  "--tls-key",
                  file("client-key.pem"),
                  "--token-file",
                  file("admin.token"))
              .contains("lab-1"));
    }
    try (Stream<Path> lines = Files.list(folder.resolve("data/audit"))) {
      String audit = Files.readString(lines.findFirst().orElseThrow());
      assertTrue(audit.contains("\"principal\":\"robot-1\""), audit);
      assertTrue(audit.contains("PERMISSION_DENIED"), audit);
    }
  }

  private void write(String name, DevelopmentAuthority.Identity identity) throws IOException {
    Files.writeString(auth.resolve(name + ".pem"), identity.certificatePem());
    Files.writeString(auth.resolve(name + "-key.pem"), identity.keyPem());
  }

  @Test
  void shouldRefuseATokenThatIsBoundToAnotherClientsCertificate() throws Exception {
    DevelopmentAuthority authority = new DevelopmentAuthority(Duration.ofDays(1));
    Files.writeString(auth.resolve("ca.pem"), authority.rootPem());
    write("server", authority.server(List.of("localhost", "127.0.0.1")));
    write("client", authority.client("robot-1"));
    Path token = folder.resolve("bound.token");
    run(
        0,
        "auth",
        "token",
        "--key",
        file("signing-key.jwk"),
        "--subject",
        "robot-1",
        "--scope",
        "admin:*",
        "--bind",
        file("client.pem"),
        "-o",
        token.toString());
    try (SplatlasServer server = start(true)) {
      try (SplatlasClient owner = client(server, token, true)) {
        list(owner);
      }
      // A thief has the token and a certificate of the same authority, but not the owner's key.
      write("client", authority.client("robot-2"));
      try (SplatlasClient thief = client(server, token, true)) {
        assertStatus(Status.Code.UNAUTHENTICATED, () -> list(thief));
      }
    }
  }

  @Test
  void shouldTurnAwayWhoShowsNoCertificateNoTokenOrPlainText() throws Exception {
    try (SplatlasServer server = start(true)) {
      Path token = auth.resolve("admin.token");
      try (SplatlasClient without = client(server, token, false)) {
        assertStatus(Status.Code.UNAVAILABLE, () -> list(without));
      }
      try (SplatlasClient nobody = client(server, null, true)) {
        assertStatus(Status.Code.UNAUTHENTICATED, () -> list(nobody));
      }
      try (SplatlasClient plain =
          SplatlasClient.connect(new ServerAddress("127.0.0.1", server.port()))) {
        assertStatus(Status.Code.UNAVAILABLE, () -> list(plain));
      }
    }
  }

  @Test
  void shouldFollowAChangedCertificateWhileItServes() throws Exception {
    try (SplatlasServer server = start(false)) {
      Path token = auth.resolve("admin.token");
      try (SplatlasClient before = client(server, token, false)) {
        list(before);
        Path other = folder.resolve("other");
        run(0, "auth", "init", other.toString());
        for (String name : List.of("server.pem", "server-key.pem")) {
          Files.writeString(auth.resolve(name), Files.readString(other.resolve(name)));
        }
        server.reloadCertificates();
        list(before);
        try (SplatlasClient old = client(server, token, false)) {
          assertStatus(Status.Code.UNAVAILABLE, () -> list(old));
        }
        Files.writeString(auth.resolve("ca.pem"), Files.readString(other.resolve("ca.pem")));
        try (SplatlasClient now = client(server, token, false)) {
          list(now);
        }
      }
    }
  }

  @Test
  void shouldRefuseToSendATokenInPlainTextToAnotherMachine() {
    ClientSecurity careless =
        new ClientSecurity(false, null, null, null, auth.resolve("admin.token"));
    assertThrows(
        IllegalArgumentException.class,
        () -> SplatlasClient.connect(new ServerAddress("192.0.2.1", 50051, careless)).close());
  }

  @Test
  void shouldRefuseToServeTheNetworkUnprotected() {
    String said =
        run(
            1,
            "serve",
            "--host",
            "0.0.0.0",
            "--port",
            "0",
            "--http-port",
            "0",
            "--data",
            folder.resolve("d").toString());
    assertTrue(said.contains(SecurityOptions.DANGEROUS_FLAG), said);
  }

  private SplatlasServer start(boolean mutual) throws IOException {
    return SplatlasServer.start(
        new ServerOptions("127.0.0.1", 0, 0, folder.resolve("data"), "cpu", 64L << 20)
            .protectedBy(
                "127.0.0.1",
                new SecurityOptions(
                    new TlsFiles(
                        auth.resolve("server.pem"),
                        auth.resolve("server-key.pem"),
                        mutual ? auth.resolve("ca.pem") : null),
                    auth.resolve("token-keys.json").toString(),
                    TokenRules.DEFAULTS,
                    false)));
  }

  private SplatlasClient client(SplatlasServer server, @Nullable Path token, boolean certificate) {
    return SplatlasClient.connect(
        new ServerAddress(
            "localhost",
            server.port(),
            new ClientSecurity(
                true,
                auth.resolve("ca.pem"),
                certificate ? auth.resolve("client.pem") : null,
                certificate ? auth.resolve("client-key.pem") : null,
                token)));
  }

  private String file(String name) {
    return auth.resolve(name).toString();
  }

  private static void list(SplatlasClient client) {
    assertTrue(client.scenes().listScenes(ListScenesRequest.getDefaultInstance()).isInitialized());
  }

  private static CreateSceneRequest create(String id) {
    return CreateSceneRequest.newBuilder().setSceneId(id).build();
  }

  private static void assertStatus(Status.Code expected, Runnable call) {
    StatusRuntimeException failure = assertThrows(StatusRuntimeException.class, call::run);
    assertEquals(expected, failure.getStatus().getCode(), failure::toString);
  }

  private static String run(int expected, String... args) {
    StringWriter text = new StringWriter();
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(text, true))
            .setErr(new PrintWriter(text, true))
            .execute(args);
    assertEquals(expected, code, text::toString);
    return text.toString();
  }
}
