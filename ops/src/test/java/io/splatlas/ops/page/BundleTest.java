package io.splatlas.ops.page;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The committed bundle of the 3D view against what it is made of; needs no Node.js. */
class BundleTest {
  private static final Path OPS = Path.of(System.getProperty("splatlas.root", ".."), "ops");

  /** As in ops/web/bundle.js. */
  private static final List<String> SOURCES =
      List.of("package.json", "package-lock.json", "bundle.js", "src/splats.js");

  @Test
  void shouldBeMadeOfTheSourcesBesideIt() throws Exception {
    MessageDigest hash = MessageDigest.getInstance("SHA-256");
    for (String source : SOURCES) {
      hash.update(Files.readAllBytes(OPS.resolve("web").resolve(source)));
    }
    String line = "/* sources sha256 " + HexFormat.of().formatHex(hash.digest()) + " */";
    try (Stream<String> lines = Files.lines(OPS.resolve("src/main/web/lib/splats.js"))) {
      assertTrue(
          lines.limit(3).anyMatch(line::equals),
          "lib/splats.js is stale: run 'npm ci && npm run write' in ops/web and commit it");
    }
  }

  @Test
  void shouldNameNoHostInTheLockFile() throws Exception {
    String lock = Files.readString(OPS.resolve("web/package-lock.json"));
    assertTrue(!lock.contains("\"resolved\""), "any mirror may serve what the lock file pins");
  }
}
