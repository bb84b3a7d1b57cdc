#!/usr/bin/python3
"""A client that shares no code with the server: it learns the contract by reflection.

It lists the services, creates a scene, subscribes to its instances, streams posed frames as a robot
would, waits for an instance event, prints what it did, and exits with 0 only if all of it worked.

    foreign_client.py HOST:PORT FOLDER [FRAMES]

FOLDER is a capture in nerfstudio's form (transforms.json, its images, depth where it lists any), of
which the first FRAMES training frames are sent, 3 unless said otherwise.

Needs Debian's python3-grpcio and python3-protobuf, nothing generated: the messages of the reflection
service itself (grpc.reflection.v1) are described here by hand.
"""

import json
import os
import queue
import sys
import threading
import time

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool

try:  # protobuf >= 4.22
    from google.protobuf.message_factory import GetMessageClass as message_class
except ImportError:
    from google.protobuf.message_factory import MessageFactory

    def message_class(descriptor):
        return MessageFactory(descriptor_pool.Default()).GetPrototype(descriptor)


TIMEOUT_S = 120
REFLECTION = "grpc.reflection.v1"


def reflection_file():
    """The part of grpc/reflection/v1/reflection.proto that is used here."""
    file = descriptor_pb2.FileDescriptorProto(
        name="foreign/reflection.proto", package=REFLECTION, syntax="proto3")
    kinds = descriptor_pb2.FieldDescriptorProto

    def message(name, *fields):
        new = file.message_type.add(name=name)
        for number, field, kind, label, of in fields:
            entry = new.field.add(name=field, number=number, type=kind, label=label)
            if of:
                entry.type_name = "." + REFLECTION + "." + of

    one, many = kinds.LABEL_OPTIONAL, kinds.LABEL_REPEATED
    message("ServerReflectionRequest",
            (3, "file_by_filename", kinds.TYPE_STRING, one, None),
            (4, "file_containing_symbol", kinds.TYPE_STRING, one, None),
            (7, "list_services", kinds.TYPE_STRING, one, None))
    # A oneof matters here: an empty list_services must be sent all the same.
    request = file.message_type[0]
    request.oneof_decl.add(name="message_request")
    for field in request.field:
        field.oneof_index = 0
    message("ServiceResponse", (1, "name", kinds.TYPE_STRING, one, None))
    message("ListServiceResponse", (1, "service", kinds.TYPE_MESSAGE, many, "ServiceResponse"))
    message("FileDescriptorResponse", (1, "file_descriptor_proto", kinds.TYPE_BYTES, many, None))
    message("ErrorResponse",
            (1, "error_code", kinds.TYPE_INT32, one, None),
            (2, "error_message", kinds.TYPE_STRING, one, None))
    message("ServerReflectionResponse",
            (4, "file_descriptor_response", kinds.TYPE_MESSAGE, one, "FileDescriptorResponse"),
            (6, "list_services_response", kinds.TYPE_MESSAGE, one, "ListServiceResponse"),
            (7, "error_response", kinds.TYPE_MESSAGE, one, "ErrorResponse"))
    return file


class Reflection:
    """Asks a server what it offers and builds messages and stubs from the answers."""

    def __init__(self, channel):
        self.channel = channel
        self.pool = descriptor_pool.Default()
        self.pool.Add(reflection_file())
        self.known = set()
        self.request = self.type(REFLECTION + ".ServerReflectionRequest")
        self.call = channel.stream_stream(
            "/" + REFLECTION + ".ServerReflection/ServerReflectionInfo",
            request_serializer=self.request.SerializeToString,
            response_deserializer=self.type(REFLECTION + ".ServerReflectionResponse").FromString)

    def type(self, name):
        return message_class(self.pool.FindMessageTypeByName(name))

    def ask(self, **question):
        answer = next(self.call(iter([self.request(**question)]), timeout=TIMEOUT_S))
        if answer.error_response.error_code:
            raise RuntimeError("reflection: " + answer.error_response.error_message)
        return answer

    def services(self):
        return sorted(s.name for s in self.ask(list_services="").list_services_response.service)

    def load(self, symbol):
        """Fetches the file that declares a symbol, and all files it imports, into the pool."""
        self.add(self.ask(file_containing_symbol=symbol))

    def add(self, answer):
        files = [descriptor_pb2.FileDescriptorProto.FromString(raw)
                 for raw in answer.file_descriptor_response.file_descriptor_proto]
        by_name = {file.name: file for file in files}
        for file in files:
            self.add_file(file, by_name)

    def add_file(self, file, by_name):
        if file.name in self.known:
            return
        self.known.add(file.name)
        for name in file.dependency:
            if name in by_name:
                self.add_file(by_name[name], by_name)
            elif name not in self.known:
                self.add(self.ask(file_by_filename=name))
        try:
            self.pool.FindFileByName(file.name)  # python brings google/protobuf/*.proto itself
        except KeyError:
            self.pool.Add(file)

    def method(self, service, name):
        """A callable for a method, of the kind the contract says it is."""
        method = self.pool.FindServiceByName(service).FindMethodByName(name)
        proto = descriptor_pb2.MethodDescriptorProto()
        method.CopyToProto(proto)
        kind = ("stream" if proto.client_streaming else "unary") + "_" + (
            "stream" if proto.server_streaming else "unary")
        return getattr(self.channel, kind)(
            "/" + service + "/" + name,
            request_serializer=message_class(method.input_type).SerializeToString,
            response_deserializer=message_class(method.output_type).FromString)


def encoding(image):
    if image.startswith(b"\xff\xd8"):
        return 1  # IMAGE_ENCODING_JPEG
    if image.startswith(b"\x89PNG"):
        return 2  # IMAGE_ENCODING_PNG
    raise RuntimeError("images must be JPEG or PNG")


class Capture:
    """A capture on disk, in nerfstudio's form."""

    def __init__(self, folder, count):
        self.folder = folder
        with open(os.path.join(folder, "transforms.json"), encoding="utf-8") as file:
            self.camera = json.load(file)
        frames = self.camera["frames"]
        self.frames = [f for f in frames if f.get("split", "train") == "train"][:count]
        if len(self.frames) < count:
            raise RuntimeError("%s has only %d frames" % (folder, len(self.frames)))

    def intrinsics(self):
        camera = self.camera
        lens = {name: camera.get(name, 0) for name in ("k1", "k2", "k3", "p1", "p2")}
        return {"width": camera["w"], "height": camera["h"],
                "fx": camera["fl_x"], "fy": camera["fl_y"],
                "cx": camera["cx"], "cy": camera["cy"], "distortion": lens}

    def read(self, name):
        with open(os.path.join(self.folder, name), "rb") as file:
            return file.read()

    def frame(self, index, sequence):
        """A frame of the contract, as a dictionary."""
        listed = self.frames[index]
        seconds = listed.get("timestamp", index / 5)
        image = self.read(listed["file_path"])
        frame = {
            "sequence": sequence,
            "capture_time": {"seconds": int(seconds), "nanos": int(seconds % 1 * 1e9)},
            "pose": {"camera_to_world": [v for row in listed["transform_matrix"] for v in row],
                     "axes": 2},  # CAMERA_AXES_OPENGL
            "encoding": encoding(image),
            "image": image}
        if "depth_file_path" in listed:
            frame["depth"] = {"png16": self.read(listed["depth_file_path"]),
                              "metres_per_unit": self.camera.get("depth_unit_scale_factor", 0.001)}
        return frame


class Robot:
    """Streams frames one at a time, so always within its credit, and reads the answers."""

    def __init__(self, reflection, scene_id, capture):
        self.capture = capture
        self.request = reflection.type("splatlas.v1.CaptureRequest")
        self.outbox = queue.Queue()
        self.outbox.put(self.request(open={
            "scene_id": scene_id,
            "robot_id": "foreign",
            "intrinsics": capture.intrinsics()}))
        self.answers = reflection.method("splatlas.v1.CaptureService", "Capture")(
            iter(self.outbox.get, None), timeout=TIMEOUT_S)
        opened = next(self.answers).opened
        self.durable = opened.durable_sequence
        print("capture: open, durable %d, credit %d" % (self.durable, opened.credit))

    def send(self, index):
        """Sends a frame and waits for its answer."""
        sequence = self.durable + 1
        self.outbox.put(self.request(frame=self.capture.frame(index, sequence)))
        answer = next(self.answers)
        if not answer.HasField("acknowledged"):
            raise RuntimeError("frame %d was refused: %s" % (sequence, answer.refused))
        self.durable = answer.acknowledged.durable_sequence
        print("capture: frame %d is durable" % self.durable)

    def close(self):
        self.outbox.put(None)
        for _ in self.answers:
            pass


def watch(reflection, scene_id, events):
    request = reflection.type("splatlas.v1.WatchInstancesRequest")(scene_id=scene_id)
    call = reflection.method("splatlas.v1.InstanceService", "WatchInstances")(
        request, timeout=TIMEOUT_S)

    def read():
        try:
            for event in call:
                events.put(event)
        except grpc.RpcError as failure:
            if failure.code() != grpc.StatusCode.CANCELLED:
                events.put(failure)

    threading.Thread(target=read, daemon=True).start()
    return call


def await_change(events, seconds):
    """The first change of an instance, or None when none comes in time."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            event = events.get(timeout=max(0.001, deadline - time.monotonic()))
        except queue.Empty:
            return None
        if isinstance(event, grpc.RpcError):
            raise event
        if event.HasField("change"):
            return event.change
        print("watch: snapshot at revision %d, %d instances"
              % (event.snapshot.revision, len(event.snapshot.instances)))
        if event.snapshot.instances:
            return event.snapshot


def main(address, folder, frames):
    capture = Capture(folder, frames)
    channel = grpc.insecure_channel(address)
    reflection = Reflection(channel)
    services = reflection.services()
    print("services: " + " ".join(services))
    ours = [name for name in services if name.startswith("splatlas.v1.")]
    if len(ours) < 6:
        raise RuntimeError("expected at least six services of splatlas.v1")
    for name in ours:
        reflection.load(name)

    create = reflection.method("splatlas.v1.SceneService", "CreateScene")
    scene = create(reflection.type("splatlas.v1.CreateSceneRequest")(), timeout=TIMEOUT_S).scene
    print("scene: %s, at most %d Gaussians" % (scene.id, scene.options.max_gaussians))

    events = queue.Queue()
    subscription = watch(reflection, scene.id, events)
    robot = Robot(reflection, scene.id, capture)
    for index in range(frames):
        robot.send(index)
    change = await_change(events, TIMEOUT_S)
    if change is None:
        raise RuntimeError("no instance event came within %d s" % TIMEOUT_S)
    print("watch: event at revision %d" % change.revision)
    robot.close()
    subscription.cancel()
    channel.close()
    print("done")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        raise SystemExit(__doc__)
    try:
        main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) == 4 else 3)
    except Exception as problem:  # whatever it is, the exit code must say so
        print("failed: %s: %s" % (type(problem).__name__, problem), file=sys.stderr)
        sys.exit(1)
