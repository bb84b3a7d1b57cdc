package io.splatlas.proto.lint;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import io.splatlas.proto.lint.Walk.Element;
import java.util.List;
import java.util.function.Predicate;

/** Lints the files of a descriptor set; needs imports and source information in it. */
final class ProtoLint {
  private ProtoLint() {}

  /**
   * Every finding about the chosen files.
   *
   * @param all the files and everything they import
   * @param chosen which files, by path, are ours
   */
  static List<Finding> check(FileDescriptorSet all, Predicate<String> chosen) {
    List<FileDescriptorProto> files =
        all.getFileList().stream().filter(file -> chosen.test(file.getName())).toList();
    if (files.isEmpty()) {
      throw new IllegalArgumentException("no file is chosen: nothing would be checked");
    }
    Findings findings = new Findings();
    for (FileDescriptorProto file : files) {
      List<Element> elements = Walk.of(file);
      FileRules.check(file, all, findings);
      elements.forEach(element -> NamingRules.check(element, findings));
      CommentRules.check(file, elements, findings);
    }
    RpcRules.check(files, findings);
    return findings.all();
  }
}
