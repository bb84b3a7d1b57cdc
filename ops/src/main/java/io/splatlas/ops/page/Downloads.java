package io.splatlas.ops.page;

import com.sun.net.httpserver.HttpExchange;
import io.splatlas.proto.v1.ExportFormat;
import io.splatlas.proto.v1.ExportSceneRequest;
import io.splatlas.proto.v1.ExportSceneResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;

/** Exports as downloads, passed on part by part. */
final class Downloads {
  private Downloads() {}

  /** The whole scene, or {@code only} one instance of it. */
  static void ply(HttpExchange exchange, Caller caller, String scene, Query query)
      throws IOException {
    ExportSceneRequest.Builder wanted =
        ExportSceneRequest.newBuilder().setSceneId(scene).setFormat(ExportFormat.EXPORT_FORMAT_PLY);
    int only = query.integer("only", 1, Integer.MAX_VALUE, 0);
    if (only > 0) {
      wanted.setOnlyInstance(only);
    }
    String suffix = only > 0 ? "-" + only + ".ply" : ".ply";
    send(exchange, caller, wanted.build(), "application/octet-stream", suffix);
  }

  static void instances(HttpExchange exchange, Caller caller, String scene) throws IOException {
    send(
        exchange,
        caller,
        ExportSceneRequest.newBuilder()
            .setSceneId(scene)
            .setFormat(ExportFormat.EXPORT_FORMAT_INSTANCES_JSON)
            .build(),
        Answers.JSON,
        "-instances.json");
  }

  /** The first part is awaited before the answer begins, so that a failure is one. */
  private static void send(
      HttpExchange exchange, Caller caller, ExportSceneRequest wanted, String type, String suffix)
      throws IOException {
    Iterator<ExportSceneResponse> parts = caller.client().export().exportScene(wanted);
    ExportSceneResponse part = parts.next();
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange
        .getResponseHeaders()
        .set(
            "Content-Disposition", "attachment; filename=\"" + wanted.getSceneId() + suffix + "\"");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    exchange.sendResponseHeaders(200, part.getTotalSize());
    OutputStream body = exchange.getResponseBody();
    part.getChunk().writeTo(body);
    while (parts.hasNext()) {
      parts.next().getChunk().writeTo(body);
    }
  }
}
