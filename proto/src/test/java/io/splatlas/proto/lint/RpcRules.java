package io.splatlas.proto.lint;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rules about requests and responses: each rpc has its own, named after it. */
final class RpcRules {
  private RpcRules() {}

  /** Checks all files together: a message shared between two files is shared all the same. */
  static void check(List<FileDescriptorProto> files, Findings findings) {
    Map<String, String> owners = new HashMap<>();
    for (FileDescriptorProto file : files) {
      for (ServiceDescriptorProto service : file.getServiceList()) {
        for (MethodDescriptorProto method : service.getMethodList()) {
          String full = file.getPackage() + "." + service.getName() + "." + method.getName();
          named(method, file.getPackage(), full, findings);
          unique(method.getInputType(), full, owners, findings);
          unique(method.getOutputType(), full, owners, findings);
        }
      }
    }
  }

  private static void named(
      MethodDescriptorProto method, String pack, String full, Findings findings) {
    String stem = "." + pack + "." + method.getName();
    findings.require(
        method.getInputType().equals(stem + "Request"),
        "RPC_REQUEST_STANDARD_NAME",
        full,
        "its request must be called " + method.getName() + "Request");
    findings.require(
        method.getOutputType().equals(stem + "Response"),
        "RPC_RESPONSE_STANDARD_NAME",
        full,
        "its response must be called " + method.getName() + "Response");
  }

  private static void unique(
      String type, String full, Map<String, String> owners, Findings findings) {
    String owner = owners.putIfAbsent(type, full);
    findings.require(
        owner == null,
        "RPC_REQUEST_RESPONSE_UNIQUE",
        full,
        type.substring(1) + " is already used by " + owner);
  }
}
