package io.splatlas.ops.page;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.proto.v1.GetSystemRequest;

/** What the page says of the server itself. */
final class ServerView {
  private ServerView() {}

  /**
   * As JSON: what it runs, and where robots find it.
   *
   * @param address of gRPC, HOST:PORT
   */
  static String json(SplatlasClient client, String address) {
    return "{\"address\":"
        + JsonNodeFactory.instance.textNode(address)
        + ",\"system\":"
        + Answers.json(client.system().getSystem(GetSystemRequest.getDefaultInstance()))
        + "}";
  }
}
