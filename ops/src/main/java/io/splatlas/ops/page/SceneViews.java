package io.splatlas.ops.page;

import com.sun.net.httpserver.HttpExchange;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.splats.SplatFeeds;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.ListScenesRequest;
import io.splatlas.proto.v1.RenderRequest;
import io.splatlas.proto.v1.RenderResponse;
import java.io.IOException;

/** Answers about scenes: the list, one scene, its history, its newest frame, renders. */
final class SceneViews {
  private static final int SCENES_SHOWN = 1_000;

  private final SceneJournal journal;
  private final SplatFeeds splats = new SplatFeeds();

  SceneViews(SceneJournal journal) {
    this.journal = journal;
  }

  static String list(SplatlasClient client) {
    return Answers.json(
        client
            .scenes()
            .listScenes(ListScenesRequest.newBuilder().setPageSize(SCENES_SHOWN).build()));
  }

  static String one(SplatlasClient client, String scene) {
    return Answers.json(
        client
            .scenes()
            .getScene(GetSceneRequest.newBuilder().setSceneId(scene).build())
            .getScene());
  }

  /** Every point of the plots that is kept; empty for a scene that nothing was told of. */
  String history(Caller caller, String scene) {
    caller.requireWatch(scene);
    return journal.history(scene);
  }

  void frame(HttpExchange exchange, Caller caller, String scene) throws IOException {
    caller.requireQuery(scene);
    SceneJournal.NewestFrame frame =
        journal.frame(scene).orElseThrow(() -> new HttpProblem(404, "there is no frame to show"));
    exchange.getResponseHeaders().set("X-Frame-Number", Long.toString(frame.number()));
    Answers.send(exchange, 200, frame.mediaType(), frame.image());
  }

  /** Gaussians that changed since the viewer last asked, for its own 3D view. */
  void splats(HttpExchange exchange, Caller caller, String scene, Query query) throws IOException {
    byte[] message =
        splats.since(
            caller.client(),
            caller.key(),
            scene,
            query.text("epoch"),
            query.integer("version", 0, Integer.MAX_VALUE, 0));
    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    Answers.send(exchange, 200, "application/octet-stream", message);
  }

  static void render(HttpExchange exchange, SplatlasClient client, String scene, Query query)
      throws IOException {
    RenderResponse rendered =
        client
            .render()
            .render(
                RenderRequest.newBuilder()
                    .setSceneId(scene)
                    .setView(ViewQuery.view(query))
                    .build());
    Answers.send(exchange, 200, "application/octet-stream", RenderedParts.bytes(rendered));
  }
}
