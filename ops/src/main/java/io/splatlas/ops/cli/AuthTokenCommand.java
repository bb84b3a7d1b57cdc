package io.splatlas.ops.cli;

import io.grpc.util.CertificateUtils;
import io.splatlas.gateway.auth.SceneGrant;
import io.splatlas.ops.security.SecretFiles;
import io.splatlas.ops.security.TokenIssuer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Signs a token. */
@Command(
    name = "token",
    description = "Signs a bearer token and prints it, or writes it to a file.",
    mixinStandardHelpOptions = true)
final class AuthTokenCommand implements Callable<Integer> {
  private static final Duration LONGEST = Duration.ofDays(366);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "Private key that signs, as 'auth init' makes it (JWK).")
  private Path key = Path.of("");

  @Option(
      names = "--subject",
      required = true,
      paramLabel = "NAME",
      description = "Who is to be known by the token.")
  private String subject = "";

  @Option(
      names = "--scope",
      required = true,
      paramLabel = "SCOPE:SCENES",
      description =
          "What they may do: capture, watch, query or admin, on a scene, a prefix and *, or *;"
              + " may be repeated.")
  private List<String> scopes = List.of();

  @Option(
      names = "--audience",
      paramLabel = "NAME",
      defaultValue = "splatlas",
      description = "Servers it is for. Default ${DEFAULT-VALUE}.")
  private String audience = "splatlas";

  @Option(
      names = "--hours",
      defaultValue = "12",
      description = "How long it counts. Default ${DEFAULT-VALUE} hours.")
  private int hours;

  @Option(
      names = "--bind",
      paramLabel = "FILE",
      description = "Client certificate (PEM) that it counts with, and with no other.")
  private @Nullable Path bind;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "New file to write it to, readable by its owner only.")
  private @Nullable Path out;

  @Override
  public Integer call() throws Exception {
    Duration life = Duration.ofHours(hours);
    if (life.compareTo(Duration.ofHours(1)) < 0 || life.compareTo(LONGEST) > 0) {
      throw new UserError("--hours must be 1 to " + LONGEST.toHours() + ", not " + hours);
    }
    String token =
        TokenIssuer.read(key)
            .issue(subject, grants(), audience, Instant.now(), life, certificate());
    if (out != null) {
      SecretFiles.write(out, token + "\n");
    } else {
      PrintWriter stdout = spec.commandLine().getOut();
      stdout.println(token);
      stdout.flush();
    }
    return ExitCodes.OK;
  }

  private List<SceneGrant> grants() {
    return scopes.stream()
        .map(
            scope ->
                SceneGrant.parse(scope)
                    .orElseThrow(
                        () ->
                            new UserError(
                                "a scope is capture, watch, query or admin, a colon and scenes, for"
                                    + " example 'capture:lab-*', not '"
                                    + scope
                                    + "'")))
        .toList();
  }

  private @Nullable X509Certificate certificate() throws IOException, GeneralSecurityException {
    if (bind == null) {
      return null;
    }
    try (InputStream pem = Files.newInputStream(bind)) {
      return CertificateUtils.getX509Certificates(pem)[0];
    }
  }
}
