#!/usr/bin/python3
"""Runs every Python example of a Markdown file, in order, against a server.

    conformance.py HOST:PORT FILE.md

The modules that examples import (splatlas.v1.*_pb2, *_pb2_grpc, google.rpc.*) are made here from what the
server's reflection says, so that the examples run as they are printed and nothing needs to be generated.
"""

import re
import sys
import traceback
import types

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool
from google.protobuf.internal import enum_type_wrapper

from foreign_client import Reflection, message_class

ADDRESS = re.compile(r"127\.0\.0\.1:50051")
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def module(name):
    """A module of a dotted name, with those above it."""
    made = sys.modules.get(name)
    if made is None:
        made = sys.modules[name] = types.ModuleType(name)
        made.__path__ = []
        if "." in name:
            above, _, leaf = name.rpartition(".")
            setattr(module(above), leaf, made)
    return made


def messages_of(file, into):
    """What protoc would write into FILE_pb2.py."""
    for name, descriptor in file.message_types_by_name.items():
        setattr(into, name, message_class(descriptor))
    for name, descriptor in file.enum_types_by_name.items():
        setattr(into, name, enum_type_wrapper.EnumTypeWrapper(descriptor))
        for value in descriptor.values:
            setattr(into, value.name, value.number)


def stub(service):
    """What grpcio-tools would write into FILE_pb2_grpc.py."""

    class Stub:
        def __init__(self, channel):
            for method in service.methods:
                proto = descriptor_pb2.MethodDescriptorProto()
                method.CopyToProto(proto)
                kind = ("stream" if proto.client_streaming else "unary") + "_" + (
                    "stream" if proto.server_streaming else "unary")
                setattr(self, method.name, getattr(channel, kind)(
                    "/%s/%s" % (service.full_name, method.name),
                    request_serializer=message_class(method.input_type).SerializeToString,
                    response_deserializer=message_class(method.output_type).FromString))

    return Stub


def contract(address):
    channel = grpc.insecure_channel(address)
    reflection = Reflection(channel)
    for service in reflection.services():
        if service.startswith("splatlas.v1."):
            reflection.load(service)
            file = reflection.pool.FindServiceByName(service).file
            module(file.name[:-len(".proto")].replace("/", ".") + "_pb2_grpc").__dict__[
                service.rpartition(".")[2] + "Stub"] = stub(reflection.pool.FindServiceByName(service))
    for name in sorted(reflection.known):
        if name.startswith("splatlas/v1/"):
            messages_of(reflection.pool.FindFileByName(name),
                        module(name[:-len(".proto")].replace("/", ".") + "_pb2"))
    channel.close()


def google_rpc():
    """Of google/rpc/status.proto and error_details.proto what is used here; no Debian package has them."""
    pool = descriptor_pool.Default()
    file = descriptor_pb2.FileDescriptorProto(
        name="conformance/rpc.proto", package="google.rpc", syntax="proto3",
        dependency=["google/protobuf/any.proto", "google/protobuf/duration.proto"])
    kinds = descriptor_pb2.FieldDescriptorProto
    one, many = kinds.LABEL_OPTIONAL, kinds.LABEL_REPEATED

    def fields(message, *specs):
        for number, name, kind, label, of in specs:
            entry = message.field.add(name=name, number=number, type=kind, label=label)
            if of:
                entry.type_name = of

    fields(file.message_type.add(name="Status"),
           (1, "code", kinds.TYPE_INT32, one, None), (2, "message", kinds.TYPE_STRING, one, None),
           (3, "details", kinds.TYPE_MESSAGE, many, ".google.protobuf.Any"))
    info = file.message_type.add(name="ErrorInfo")
    entry = info.nested_type.add(name="MetadataEntry")
    entry.options.map_entry = True
    fields(entry, (1, "key", kinds.TYPE_STRING, one, None), (2, "value", kinds.TYPE_STRING, one, None))
    fields(info, (1, "reason", kinds.TYPE_STRING, one, None), (2, "domain", kinds.TYPE_STRING, one, None),
           (3, "metadata", kinds.TYPE_MESSAGE, many, ".google.rpc.ErrorInfo.MetadataEntry"))
    fields(file.message_type.add(name="RetryInfo"),
           (1, "retry_delay", kinds.TYPE_MESSAGE, one, ".google.protobuf.Duration"))
    bad = file.message_type.add(name="BadRequest")
    fields(bad.nested_type.add(name="FieldViolation"),
           (1, "field", kinds.TYPE_STRING, one, None), (2, "description", kinds.TYPE_STRING, one, None))
    fields(bad, (1, "field_violations", kinds.TYPE_MESSAGE, many, ".google.rpc.BadRequest.FieldViolation"))
    from google.protobuf import any_pb2, duration_pb2  # the pool needs them
    assert any_pb2 and duration_pb2
    pool.Add(file)
    for name in ("google.rpc.status_pb2", "google.rpc.error_details_pb2"):
        messages_of(pool.FindFileByName(file.name), module(name))


def main(address, document):
    contract(address)
    google_rpc()
    with open(document, encoding="utf-8") as file:
        text = file.read()
    names = {"__name__": "example"}
    count = 0
    for block in BLOCK.finditer(text):
        line = text.count("\n", 0, block.start()) + 2
        source = ADDRESS.sub(address, block.group(1))
        print("%s:%d" % (document, line), flush=True)
        exec(compile("\n" * (line - 1) + source, document, "exec"), names)
        count += 1
    if count == 0:
        raise RuntimeError("no example in " + document)
    print("all %d examples ran" % count)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    try:
        main(sys.argv[1], sys.argv[2])
    except BaseException:  # whatever it is, the exit code must say so
        traceback.print_exc()
        sys.exit(1)
