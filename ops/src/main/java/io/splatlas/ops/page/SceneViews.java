package io.splatlas.ops.page;

import com.sun.net.httpserver.HttpExchange;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.ListScenesRequest;
import io.splatlas.proto.v1.RenderRequest;
import io.splatlas.proto.v1.RenderResponse;
import java.io.IOException;

/** Answers about scenes: the list, one scene, its history, its newest frame, renders. */
final class SceneViews {
  private static final int SCENES_SHOWN = 1_000;

  private final SplatlasClient client;
  private final SceneJournal journal;

  SceneViews(SplatlasClient client, SceneJournal journal) {
    this.client = client;
    this.journal = journal;
  }

  String list() {
    return Answers.json(
        client
            .scenes()
            .listScenes(ListScenesRequest.newBuilder().setPageSize(SCENES_SHOWN).build()));
  }

  String one(String scene) {
    return Answers.json(
        client
            .scenes()
            .getScene(GetSceneRequest.newBuilder().setSceneId(scene).build())
            .getScene());
  }

  /** Every point of the plots that is kept; empty for a scene that nothing was told of. */
  String history(String scene) {
    return journal.history(scene);
  }

  void frame(HttpExchange exchange, String scene) throws IOException {
    SceneJournal.NewestFrame frame =
        journal
            .frame(scene)
            .orElseThrow(() -> new HttpProblem(404, "no frame came since the server started"));
    exchange.getResponseHeaders().set("X-Frame-Number", Long.toString(frame.number()));
    Answers.send(exchange, 200, frame.mediaType(), frame.image());
  }

  void render(HttpExchange exchange, String scene, Query query) throws IOException {
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
