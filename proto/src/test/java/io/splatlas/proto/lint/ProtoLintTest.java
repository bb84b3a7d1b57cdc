package io.splatlas.proto.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract is clean, and the lint finds each kind of dirt. */
class ProtoLintTest {

  @Test
  void shouldFindNothingInTheContract() throws IOException {
    List<Finding> findings =
        ProtoLint.check(Descriptors.built("splatlas-v1"), file -> file.startsWith("splatlas/"));
    assertTrue(findings.isEmpty(), () -> lines(findings));
  }

  @Test
  void shouldFindNothingInTheGoodSample() throws IOException {
    List<Finding> findings = ProtoLint.check(samples(), file -> file.startsWith("sample/"));
    assertTrue(findings.isEmpty(), () -> lines(findings));
  }

  @ParameterizedTest
  @CsvSource({
    "FILE_LOWER_SNAKE_CASE, bad/v1/BadFile.proto",
    "PACKAGE_DIRECTORY_MATCH, bad/v1/BadFile.proto",
    "PACKAGE_VERSION_SUFFIX, bad/v1/BadFile.proto",
    "JAVA_MULTIPLE_FILES, bad/v1/BadFile.proto",
    "JAVA_PACKAGE, bad/v1/BadFile.proto",
    "IMPORT_USED, bad/v1/BadFile.proto",
    "COMMENT_SENTENCE, bad/v1/BadFile.proto",
    "MESSAGE_PASCAL_CASE, elsewhere.bad_message",
    "FIELD_LOWER_SNAKE_CASE, elsewhere.bad_message.BadField",
    "COMMENT_SENTENCE, elsewhere.bad_message.no_comment",
    "COMMENT_SENTENCE, elsewhere.bad_message.blank_comment",
    "COMMENT_SENTENCE, elsewhere.bad_message.no_stop",
    "ONEOF_LOWER_SNAKE_CASE, elsewhere.bad_message.BadChoice",
    "ENUM_PASCAL_CASE, elsewhere.badEnum",
    "ENUM_NO_ALLOW_ALIAS, elsewhere.badEnum",
    "ENUM_VALUE_PREFIX, elsewhere.badEnum.NOTHING",
    "ENUM_ZERO_VALUE_SUFFIX, elsewhere.badEnum.NOTHING",
    "ENUM_VALUE_UPPER_SNAKE_CASE, elsewhere.badEnum.bad_enum_one",
    "SERVICE_PASCAL_CASE, elsewhere.badThings",
    "SERVICE_SUFFIX, elsewhere.badThings",
    "RPC_PASCAL_CASE, elsewhere.badThings.doIt",
    "RPC_REQUEST_STANDARD_NAME, elsewhere.badThings.doIt",
    "RPC_RESPONSE_STANDARD_NAME, elsewhere.badThings.doIt",
    "RPC_REQUEST_RESPONSE_UNIQUE, elsewhere.badThings.Again",
    "COMMENT_SENTENCE, elsewhere.NoComment",
    "COMMENT_SENTENCE, elsewhere.NoCommentEnum",
    "COMMENT_SENTENCE, elsewhere.NoCommentEnum.NO_COMMENT_ENUM_UNSPECIFIED",
    "COMMENT_SENTENCE, elsewhere.NoCommentService",
    "COMMENT_SENTENCE, elsewhere.NoCommentService.NoCommentRpc",
  })
  void shouldFindEachKindOfDirt(String rule, String element) throws IOException {
    List<Finding> findings = ProtoLint.check(samples(), file -> file.startsWith("bad/"));
    assertTrue(
        findings.stream().anyMatch(f -> f.rule().equals(rule) && f.element().equals(element)),
        () -> "not found; found are\n" + lines(findings));
  }

  @Test
  void shouldNameOnlyTheImportThatIsNotUsed() throws IOException {
    Set<String> unused =
        ProtoLint.check(samples(), file -> file.startsWith("bad/")).stream()
            .filter(finding -> finding.rule().equals("IMPORT_USED"))
            .map(Finding::message)
            .collect(Collectors.toSet());
    assertEquals(Set.of("import google/protobuf/duration.proto is not used"), unused);
  }

  @Test
  void shouldRefuseToCheckNothing() {
    assertThrows(IllegalArgumentException.class, () -> ProtoLint.check(samples(), file -> false));
  }

  private static FileDescriptorSet samples() throws IOException {
    return Descriptors.built("lint-samples");
  }

  private static String lines(List<Finding> findings) {
    return findings.stream().map(Finding::toString).collect(Collectors.joining("\n"));
  }
}
