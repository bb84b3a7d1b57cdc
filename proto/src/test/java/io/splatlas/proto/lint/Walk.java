package io.splatlas.proto.lint;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every element of a file with its full name and its path, which is how source information is
 * found.
 */
final class Walk {
  /**
   * An element of a file.
   *
   * @param name full name, without a leading dot
   * @param path field numbers and indices from the file's descriptor to it
   * @param descriptor of a message, field, oneof, enum, value, service or rpc
   */
  record Element(String name, List<Integer> path, Message descriptor) {}

  private final List<Element> elements = new ArrayList<>();

  private Walk() {}

  /** The elements of a file in the order of their kinds; entries of maps are left out. */
  static List<Element> of(FileDescriptorProto file) {
    Walk walk = new Walk();
    String scope = file.getPackage();
    for (int i = 0; i < file.getMessageTypeCount(); i++) {
      List<Integer> path = List.of(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, i);
      walk.message(scope, path, file.getMessageType(i));
    }
    for (int i = 0; i < file.getEnumTypeCount(); i++) {
      walk.enumeration(
          scope, List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, i), file.getEnumType(i));
    }
    for (int i = 0; i < file.getServiceCount(); i++) {
      walk.service(scope, List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, i), file.getService(i));
    }
    return List.copyOf(walk.elements);
  }

  private void message(String scope, List<Integer> path, DescriptorProto message) {
    if (message.getOptions().getMapEntry()) {
      return;
    }
    String name = add(scope, message.getName(), path, message);
    for (int i = 0; i < message.getFieldCount(); i++) {
      FieldDescriptorProto field = message.getField(i);
      add(name, field.getName(), at(path, DescriptorProto.FIELD_FIELD_NUMBER, i), field);
    }
    for (int i = 0; i < message.getOneofDeclCount(); i++) {
      if (!isMadeForOptional(message, i)) {
        List<Integer> place = at(path, DescriptorProto.ONEOF_DECL_FIELD_NUMBER, i);
        add(name, message.getOneofDecl(i).getName(), place, message.getOneofDecl(i));
      }
    }
    for (int i = 0; i < message.getNestedTypeCount(); i++) {
      List<Integer> place = at(path, DescriptorProto.NESTED_TYPE_FIELD_NUMBER, i);
      message(name, place, message.getNestedType(i));
    }
    for (int i = 0; i < message.getEnumTypeCount(); i++) {
      List<Integer> place = at(path, DescriptorProto.ENUM_TYPE_FIELD_NUMBER, i);
      enumeration(name, place, message.getEnumType(i));
    }
  }

  /** The compiler wraps an optional field of proto3 into a oneof that nobody wrote. */
  private static boolean isMadeForOptional(DescriptorProto message, int oneof) {
    return message.getFieldList().stream()
        .anyMatch(f -> f.getProto3Optional() && f.getOneofIndex() == oneof);
  }

  private void enumeration(String scope, List<Integer> path, EnumDescriptorProto type) {
    String name = add(scope, type.getName(), path, type);
    for (int i = 0; i < type.getValueCount(); i++) {
      List<Integer> place = at(path, EnumDescriptorProto.VALUE_FIELD_NUMBER, i);
      add(name, type.getValue(i).getName(), place, type.getValue(i));
    }
  }

  private void service(String scope, List<Integer> path, ServiceDescriptorProto service) {
    String name = add(scope, service.getName(), path, service);
    for (int i = 0; i < service.getMethodCount(); i++) {
      List<Integer> place = at(path, ServiceDescriptorProto.METHOD_FIELD_NUMBER, i);
      add(name, service.getMethod(i).getName(), place, service.getMethod(i));
    }
  }

  private String add(String scope, String name, List<Integer> path, Message descriptor) {
    String full = scope.isEmpty() ? name : scope + "." + name;
    elements.add(new Element(full, path, descriptor));
    return full;
  }

  private static List<Integer> at(List<Integer> path, int field, int index) {
    return Stream.concat(path.stream(), Stream.of(field, index)).toList();
  }
}
