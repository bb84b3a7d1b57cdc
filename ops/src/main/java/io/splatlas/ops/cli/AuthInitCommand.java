package io.splatlas.ops.cli;

import io.splatlas.gateway.auth.SceneGrant;
import io.splatlas.gateway.auth.Scope;
import io.splatlas.gateway.auth.TokenRules;
import io.splatlas.ops.security.DevelopmentAuthority;
import io.splatlas.ops.security.DevelopmentAuthority.Identity;
import io.splatlas.ops.security.SecretFiles;
import io.splatlas.ops.security.TokenIssuer;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes everything that a protected server and its first client need. */
@Command(
    name = "init",
    description = {
      "Makes a certificate authority, a server's and a client's certificate, a key that signs"
          + " tokens, and a first token.",
      "For development and for places without a certificate authority or issuer of their own."
    },
    mixinStandardHelpOptions = true)
final class AuthInitCommand implements Callable<Integer> {
  private static final Duration FIRST_TOKEN = Duration.ofHours(12);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "DIR", description = "Folder to write to; made if missing.")
  private Path folder = Path.of("");

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "Name or address the server is asked by, beside localhost; may be repeated.")
  private List<String> hosts = List.of();

  @Option(
      names = "--days",
      defaultValue = "30",
      description = "How long certificates count. Default ${DEFAULT-VALUE} days.")
  private int days;

  @Override
  public Integer call() throws Exception {
    if (days < 1 || days > 3650) {
      throw new UserError("--days must be 1 to 3650, not " + days);
    }
    Path made = Files.createDirectories(folder);
    if (Files.exists(made.resolve("ca.pem"))) {
      throw new UserError(made + " holds an authority already; name another folder");
    }
    Set<String> names = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1"));
    names.addAll(hosts);
    DevelopmentAuthority authority = new DevelopmentAuthority(Duration.ofDays(days));
    write(made, "server", authority.server(List.copyOf(names)));
    write(made, "client", authority.client("splatlas-client"));
    TokenIssuer issuer = TokenIssuer.create();
    SecretFiles.write(made.resolve("signing-key.jwk"), issuer.privateJwk() + "\n");
    Files.writeString(made.resolve("token-keys.json"), issuer.publicSet() + "\n");
    SecretFiles.write(
        made.resolve("admin.token"),
        issuer.issue(
                "admin",
                List.of(new SceneGrant(Scope.ADMIN, "*")),
                TokenRules.DEFAULTS.audience(),
                Instant.now(),
                FIRST_TOKEN,
                null)
            + "\n");
    Files.writeString(made.resolve("ca.pem"), authority.rootPem());
    tell(made);
    return ExitCodes.OK;
  }

  private static void write(Path folder, String name, Identity identity) throws Exception {
    Files.writeString(folder.resolve(name + ".pem"), identity.certificatePem());
    SecretFiles.write(folder.resolve(name + "-key.pem"), identity.keyPem());
  }

  private void tell(Path made) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("made       " + made.toAbsolutePath().normalize());
    out.println(
        "serve      ./splatlas serve --tls-cert %1$s/server.pem --tls-key %1$s/server-key.pem --auth-keys %1$s/token-keys.json"
            .formatted(made));
    out.println("           (mutual TLS: --tls-client-ca " + made + "/ca.pem)");
    out.println(
        "call       ./splatlas scenes --server localhost:50051 --tls-ca %1$s/ca.pem --token-file %1$s/admin.token"
            .formatted(made));
    out.println(
        "           (mutual TLS: --tls-cert %1$s/client.pem --tls-key %1$s/client-key.pem)"
            .formatted(made));
    out.println(
        "robot      ./splatlas auth token --key %s/signing-key.jwk --subject robot-1 --scope 'capture:lab-*'"
            .formatted(made));
    out.println("secret     signing-key.jwk, *-key.pem, *.token: keep them from others");
    out.flush();
  }
}
