package io.splatlas.proto.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract takes nothing away from its baseline, and each way of taking away is noticed. */
class BreakingChangesTest {
  private static final String GOOD = "sample/v1/good.proto";
  private static final String SHAPE = "sample/v1/shape.proto";

  @Test
  void shouldTakeNothingAwayFromTheBaseline() throws IOException {
    List<Finding> findings =
        BreakingChanges.between(
            Descriptors.baseline(),
            Descriptors.built("splatlas-v1"),
            file -> file.startsWith("splatlas/"));
    assertTrue(
        findings.isEmpty(),
        () ->
            "clients of the agreed contract would break:\n"
                + findings.stream().map(Finding::toString).collect(Collectors.joining("\n")));
  }

  @Test
  void shouldFindABaselineThatIsNotEmpty() throws IOException {
    assertTrue(
        Descriptors.baseline().getFileList().stream()
            .anyMatch(file -> file.getName().startsWith("splatlas/v1/")));
  }

  @Test
  void shouldAllowAdditions() throws IOException {
    FieldDescriptorProto added =
        FieldDescriptorProto.newBuilder().setName("more").setNumber(99).build();
    assertEquals(
        Set.of(),
        rules(
            GOOD,
            file -> {
              file.addMessageType(DescriptorProto.newBuilder().setName("New"));
              file.getMessageTypeBuilder(0).addField(added);
            }));
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        change("NO_DELETE", SHAPE, file -> file.removeMessageType(0)),
        change("NO_DELETE", SHAPE, file -> file.removeEnumType(0)),
        change("NO_DELETE", GOOD, file -> file.removeService(0)),
        change("NO_DELETE", GOOD, file -> file.getServiceBuilder(0).removeMethod(1)),
        change("FIELD_NO_DELETE", GOOD, file -> file.getMessageTypeBuilder(0).removeField(0)),
        change("FIELD_NO_DELETE", GOOD, file -> field(file).setNumber(7)),
        change("FIELD_SAME_NAME", GOOD, file -> field(file).setName("id")),
        change(
            "FIELD_SAME_TYPE",
            GOOD,
            file -> field(file).setType(FieldDescriptorProto.Type.TYPE_BYTES)),
        change("FIELD_SAME_TYPE", GOOD, file -> field(file).setTypeName(".sample.v1.Shape")),
        change(
            "FIELD_SAME_TYPE",
            GOOD,
            file -> field(file).setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)),
        change(
            "FIELD_SAME_ONEOF",
            GOOD,
            file -> file.getMessageTypeBuilder(2).getFieldBuilder(0).clearOneofIndex()),
        change("ENUM_VALUE_NO_DELETE", SHAPE, file -> file.getEnumTypeBuilder(0).removeValue(1)),
        change(
            "ENUM_VALUE_SAME_NAME",
            SHAPE,
            file -> file.getEnumTypeBuilder(0).getValueBuilder(1).setName("SHAPE_KIND_BALL")),
        change(
            "RPC_SAME_SHAPE",
            GOOD,
            file -> file.getServiceBuilder(0).getMethodBuilder(1).setClientStreaming(false)));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void shouldNoticeEachBreakingChange(
      String rule, String path, Consumer<FileDescriptorProto.Builder> change) throws IOException {
    assertTrue(rules(path, change).contains(rule));
  }

  private static Arguments change(
      String rule, String path, Consumer<FileDescriptorProto.Builder> change) {
    return Arguments.of(rule, path, change);
  }

  private static FieldDescriptorProto.Builder field(FileDescriptorProto.Builder file) {
    return file.getMessageTypeBuilder(0).getFieldBuilder(0);
  }

  /** The rules that are broken when one file of the samples is changed. */
  private static Set<String> rules(String path, Consumer<FileDescriptorProto.Builder> change)
      throws IOException {
    FileDescriptorSet old = Descriptors.built("lint-samples");
    FileDescriptorSet.Builder current = old.toBuilder();
    for (FileDescriptorProto.Builder file : current.getFileBuilderList()) {
      if (file.getName().equals(path)) {
        change.accept(file);
      }
    }
    return BreakingChanges.between(old, current.build(), file -> file.startsWith("sample/"))
        .stream()
        .map(Finding::rule)
        .collect(Collectors.toSet());
  }
}
