package io.splatlas.proto.lint;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads descriptor sets that the build writes, and the committed baseline. */
final class Descriptors {
  private Descriptors() {}

  /** What the build has just compiled: {@code splatlas-v1} or {@code lint-samples}. */
  static FileDescriptorSet built(String name) throws IOException {
    return FileDescriptorSet.parseFrom(
        Files.readAllBytes(Path.of("target/descriptors", name + ".desc")));
  }

  /** The contract as last agreed. */
  static FileDescriptorSet baseline() throws IOException {
    String resource = "/baseline/splatlas-v1.desc";
    try (InputStream in = Descriptors.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException(
            "no test resource " + resource + "; docs/TESTING.md says how to make it");
      }
      return FileDescriptorSet.parseFrom(in);
    }
  }
}
