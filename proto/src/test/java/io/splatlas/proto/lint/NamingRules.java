package io.splatlas.proto.lint;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import io.splatlas.proto.lint.Walk.Element;

/** Rules about how elements are called. */
final class NamingRules {
  private NamingRules() {}

  static void check(Element element, Findings findings) {
    String full = element.name();
    String name = full.substring(full.lastIndexOf('.') + 1);
    switch (element.descriptor()) {
      case DescriptorProto message -> pascal("MESSAGE_PASCAL_CASE", name, full, findings);
      case FieldDescriptorProto field -> snake("FIELD_LOWER_SNAKE_CASE", name, full, findings);
      case OneofDescriptorProto oneof -> snake("ONEOF_LOWER_SNAKE_CASE", name, full, findings);
      case MethodDescriptorProto method -> pascal("RPC_PASCAL_CASE", name, full, findings);
      case EnumDescriptorProto type -> enumeration(type, full, findings);
      case ServiceDescriptorProto service -> service(name, full, findings);
      case EnumValueDescriptorProto value ->
          findings.require(
              Names.isUpperSnakeCase(name),
              "ENUM_VALUE_UPPER_SNAKE_CASE",
              full,
              "enum values are UPPER_SNAKE_CASE");
      default -> throw new IllegalArgumentException("not an element of a file: " + full);
    }
  }

  private static void enumeration(EnumDescriptorProto type, String full, Findings findings) {
    pascal("ENUM_PASCAL_CASE", type.getName(), full, findings);
    findings.require(
        !type.getOptions().getAllowAlias(),
        "ENUM_NO_ALLOW_ALIAS",
        full,
        "two names for one number are not allowed");
    String prefix = Names.upperSnake(type.getName()) + "_";
    for (EnumValueDescriptorProto value : type.getValueList()) {
      String place = full + "." + value.getName();
      findings.require(
          value.getName().startsWith(prefix),
          "ENUM_VALUE_PREFIX",
          place,
          "must start with " + prefix);
      findings.require(
          value.getNumber() != 0 || value.getName().endsWith("_UNSPECIFIED"),
          "ENUM_ZERO_VALUE_SUFFIX",
          place,
          "the value 0 must end in _UNSPECIFIED");
    }
  }

  private static void service(String name, String full, Findings findings) {
    pascal("SERVICE_PASCAL_CASE", name, full, findings);
    findings.require(
        name.endsWith("Service"), "SERVICE_SUFFIX", full, "services are called ...Service");
  }

  private static void pascal(String rule, String name, String full, Findings findings) {
    findings.require(Names.isPascalCase(name), rule, full, "must be PascalCase");
  }

  private static void snake(String rule, String name, String full, Findings findings) {
    findings.require(Names.isLowerSnakeCase(name), rule, full, "must be lower_snake_case");
  }
}
