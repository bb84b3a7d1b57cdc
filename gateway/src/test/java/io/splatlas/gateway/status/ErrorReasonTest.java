package io.splatlas.gateway.status;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorReasonTest {
  @ParameterizedTest
  @EnumSource
  void shouldStandInTheTableOfReasons(ErrorReason reason) throws IOException {
    Path document = Path.of(System.getProperty("splatlas.root", ".."), "docs", "API.md");
    assertTrue(Files.readString(document).contains("| `" + reason + "` |"), reason::name);
  }
}
