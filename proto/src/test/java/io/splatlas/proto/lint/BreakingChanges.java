package io.splatlas.proto.lint;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Message;
import io.splatlas.proto.lint.Walk.Element;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * What a client of the old contract would stumble over in the new one. Additions are free; nothing
 * may be removed, renamed, renumbered or given another type.
 */
final class BreakingChanges {
  private final Map<String, Message> now = new HashMap<>();
  private final Findings findings = new Findings();

  private BreakingChanges() {}

  /** Compares the chosen files of two descriptor sets; an empty list means compatible. */
  static List<Finding> between(
      FileDescriptorSet old, FileDescriptorSet current, Predicate<String> chosen) {
    BreakingChanges changes = new BreakingChanges();
    for (FileDescriptorProto file : current.getFileList()) {
      Walk.of(file).forEach(element -> changes.now.put(element.name(), element.descriptor()));
    }
    for (FileDescriptorProto file : old.getFileList()) {
      if (chosen.test(file.getName())) {
        Walk.of(file).forEach(changes::compare);
      }
    }
    return changes.findings.all();
  }

  private void compare(Element before) {
    String name = before.name();
    switch (before.descriptor()) {
      case DescriptorProto old when now.get(name) instanceof DescriptorProto current ->
          fields(name, old, current);
      case EnumDescriptorProto old when now.get(name) instanceof EnumDescriptorProto current ->
          values(name, old, current);
      case ServiceDescriptorProto old when now.get(name) instanceof ServiceDescriptorProto _ -> {}
      case MethodDescriptorProto old when now.get(name) instanceof MethodDescriptorProto current ->
          method(name, old, current);
      case DescriptorProto _,
          EnumDescriptorProto _,
          ServiceDescriptorProto _,
          MethodDescriptorProto _ ->
          findings.require(false, "NO_DELETE", name, "was removed");
      default -> {
        // Fields and values are compared with the type that holds them.
      }
    }
  }

  private void fields(String name, DescriptorProto old, DescriptorProto current) {
    Map<Integer, FieldDescriptorProto> byNumber = new HashMap<>();
    current.getFieldList().forEach(field -> byNumber.put(field.getNumber(), field));
    for (FieldDescriptorProto field : old.getFieldList()) {
      String place = name + "." + field.getName();
      FieldDescriptorProto present = byNumber.get(field.getNumber());
      if (present == null) {
        findings.require(
            false, "FIELD_NO_DELETE", place, "number " + field.getNumber() + " was removed");
        continue;
      }
      findings.require(
          present.getName().equals(field.getName()),
          "FIELD_SAME_NAME",
          place,
          "is now called " + present.getName());
      findings.require(
          kind(field).equals(kind(present)),
          "FIELD_SAME_TYPE",
          place,
          "was " + kind(field) + ", is " + kind(present));
      findings.require(
          Objects.equals(oneof(old, field), oneof(current, present)),
          "FIELD_SAME_ONEOF",
          place,
          "moved into, out of or between oneofs");
    }
  }

  private static String kind(FieldDescriptorProto field) {
    return field.getLabel() + " " + field.getType() + " " + field.getTypeName();
  }

  private static String oneof(DescriptorProto message, FieldDescriptorProto field) {
    return field.hasOneofIndex() ? message.getOneofDecl(field.getOneofIndex()).getName() : "";
  }

  private void values(String name, EnumDescriptorProto old, EnumDescriptorProto current) {
    Map<Integer, String> byNumber = new HashMap<>();
    current.getValueList().forEach(value -> byNumber.put(value.getNumber(), value.getName()));
    for (EnumValueDescriptorProto value : old.getValueList()) {
      String present = byNumber.get(value.getNumber());
      findings.require(
          value.getName().equals(present),
          present == null ? "ENUM_VALUE_NO_DELETE" : "ENUM_VALUE_SAME_NAME",
          name + "." + value.getName(),
          present == null ? "was removed" : "is now called " + present);
    }
  }

  private void method(String name, MethodDescriptorProto old, MethodDescriptorProto current) {
    findings.require(
        shape(old).equals(shape(current)),
        "RPC_SAME_SHAPE",
        name,
        "was " + shape(old) + ", is " + shape(current));
  }

  private static String shape(MethodDescriptorProto method) {
    return (method.getClientStreaming() ? "stream " : "")
        + method.getInputType()
        + " -> "
        + (method.getServerStreaming() ? "stream " : "")
        + method.getOutputType();
  }
}
