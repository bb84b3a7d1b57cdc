package io.splatlas.ops.page;

import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.proto.v1.GetSystemRequest;

/** What the page says of the server itself. */
final class ServerView {
  private final SplatlasClient client;
  private final boolean has3d;

  /**
   * @param has3d whether the 3D view was built into the program
   */
  ServerView(SplatlasClient client, boolean has3d) {
    this.client = client;
    this.has3d = has3d;
  }

  String json() {
    return "{\"view3d\":"
        + has3d
        + ",\"system\":"
        + Answers.json(client.system().getSystem(GetSystemRequest.getDefaultInstance()))
        + "}";
  }
}
