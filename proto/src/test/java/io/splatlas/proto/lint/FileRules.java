package io.splatlas.proto.lint;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import java.util.HashSet;
import java.util.Set;

/** Rules about a file as a whole: its name, its package, its Java options, its imports. */
final class FileRules {
  private static final String JAVA_ROOT = "io.splatlas.proto.";

  private FileRules() {}

  static void check(FileDescriptorProto file, FileDescriptorSet all, Findings findings) {
    String path = file.getName();
    String folder = path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
    String base = path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.proto$", "");
    String pack = file.getPackage();
    findings.require(
        file.getSyntax().equals("proto3"), "SYNTAX_PROTO3", path, "the syntax must be proto3");
    findings.require(
        Names.isLowerSnakeCase(base),
        "FILE_LOWER_SNAKE_CASE",
        path,
        "file names are lower_snake_case");
    findings.require(
        folder.equals(pack.replace('.', '/')),
        "PACKAGE_DIRECTORY_MATCH",
        path,
        "package " + pack + " must lie in folder " + pack.replace('.', '/'));
    findings.require(
        pack.matches(".*\\.v[1-9][0-9]*"),
        "PACKAGE_VERSION_SUFFIX",
        path,
        "package " + pack + " must end in a version such as .v1");
    javaOptions(file, findings);
    imports(file, all, findings);
  }

  private static void javaOptions(FileDescriptorProto file, Findings findings) {
    String wanted = JAVA_ROOT + file.getPackage().replaceFirst("^splatlas\\.", "");
    findings.require(
        file.getOptions().getJavaMultipleFiles(),
        "JAVA_MULTIPLE_FILES",
        file.getName(),
        "option java_multiple_files = true is missing");
    findings.require(
        file.getOptions().getJavaPackage().equals(wanted),
        "JAVA_PACKAGE",
        file.getName(),
        "option java_package must be " + wanted);
  }

  private static void imports(FileDescriptorProto file, FileDescriptorSet all, Findings findings) {
    Set<String> used = new HashSet<>();
    file.getMessageTypeList().forEach(message -> collect(message, used));
    for (var service : file.getServiceList()) {
      for (MethodDescriptorProto method : service.getMethodList()) {
        used.add(method.getInputType());
        used.add(method.getOutputType());
      }
    }
    for (String imported : file.getDependencyList()) {
      findings.require(
          all.getFileList().stream()
              .filter(other -> other.getName().equals(imported))
              .anyMatch(other -> offers(other, used)),
          "IMPORT_USED",
          file.getName(),
          "import " + imported + " is not used");
    }
  }

  private static void collect(DescriptorProto message, Set<String> used) {
    message.getFieldList().stream().map(FieldDescriptorProto::getTypeName).forEach(used::add);
    message.getNestedTypeList().forEach(nested -> collect(nested, used));
  }

  /** Whether a file defines a used type; one that defines options is trusted to be used. */
  private static boolean offers(FileDescriptorProto file, Set<String> used) {
    return file.getExtensionCount() > 0
        || Walk.of(file).stream().anyMatch(element -> used.contains("." + element.name()));
  }
}
