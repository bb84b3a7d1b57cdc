package io.splatlas.proto.lint;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import io.splatlas.proto.lint.Walk.Element;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Every file and every element is documented by at least a sentence, which ends in a full stop. */
final class CommentRules {
  private static final String RULE = "COMMENT_SENTENCE";
  private static final List<Integer> SYNTAX = List.of(FileDescriptorProto.SYNTAX_FIELD_NUMBER);

  private CommentRules() {}

  static void check(FileDescriptorProto file, List<Element> elements, Findings findings) {
    Map<List<Integer>, Location> places = new HashMap<>();
    for (Location location : file.getSourceCodeInfo().getLocationList()) {
      places.putIfAbsent(location.getPathList(), location);
    }
    findings.require(
        isSentence(ofFile(places.getOrDefault(SYNTAX, Location.getDefaultInstance()))),
        RULE,
        file.getName(),
        "a comment above `syntax` must say what the file is about");
    for (Element element : elements) {
      Location place = places.getOrDefault(element.path(), Location.getDefaultInstance());
      String comment = place.getLeadingComments();
      findings.require(
          isSentence(comment),
          RULE,
          element.name(),
          comment.isBlank()
              ? "has no comment above it"
              : "its comment must be a sentence that ends in a full stop");
    }
  }

  /** A licence or a blank line may stand between the file's comment and {@code syntax}. */
  private static String ofFile(Location syntax) {
    return syntax.getLeadingComments().isBlank()
        ? String.join("\n", syntax.getLeadingDetachedCommentsList())
        : syntax.getLeadingComments();
  }

  private static boolean isSentence(String comment) {
    String text = comment.strip();
    return text.length() > 1 && text.endsWith(".");
  }
}
