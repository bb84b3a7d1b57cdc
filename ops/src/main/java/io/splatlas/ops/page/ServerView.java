package io.splatlas.ops.page;

import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.proto.v1.GetSystemRequest;

/** What the page says of the server itself. */
final class ServerView {
  private ServerView() {}

  static String json(SplatlasClient client) {
    return "{\"system\":"
        + Answers.json(client.system().getSystem(GetSystemRequest.getDefaultInstance()))
        + "}";
  }
}
