package io.splatlas.ops.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.grpc.StatusRuntimeException;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.page.PageMetrics.Route;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The page and what it asks: routes requests, guards them, tells failures in JSON. */
public final class Page implements HttpHandler, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Page.class);
  private static final String SCENES = "/api/scenes";
  private static final Pattern INSTANCE = Pattern.compile("instances/(\\d{1,9})(/events)?");

  private final SplatlasClient client;
  private final String address;
  private final PageMetrics metrics;
  private final Assets assets = new Assets();
  private final SceneViews scenes;
  private final LiveStreams live;

  private Page(SplatlasClient client, String address, SceneJournal journal, PageMetrics metrics) {
    this.client = client;
    this.address = address;
    this.metrics = metrics;
    this.scenes = new SceneViews(journal);
    this.live = new LiveStreams(journal, metrics);
  }

  /**
   * A page of a server.
   *
   * @param client of the server's gateway; closed with the page
   * @param address where robots find the gateway, HOST:PORT
   * @param journal what telemetry left
   * @param metrics of the page's use
   */
  public static Page of(
      SplatlasClient client, String address, SceneJournal journal, PageMetrics metrics) {
    return new Page(client, address, journal, metrics);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answers.secure(exchange);
      try {
        RequestGuard.check(exchange);
        route(exchange, exchange.getRequestURI().getPath());
      } catch (StatusRuntimeException told) {
        Answers.problem(exchange, HttpProblem.of(told));
      } catch (HttpProblem problem) {
        Answers.problem(exchange, problem);
      } catch (RuntimeException bug) {
        // Raw: a decoded path may hold line breaks, and pass for lines of ours.
        LOG.error("the page could not answer {}", exchange.getRequestURI().getRawPath(), bug);
        Answers.problem(exchange, new HttpProblem(500, "the server's log says why"));
      }
    }
  }

  private void route(HttpExchange exchange, String path) throws IOException {
    Caller caller = Caller.of(exchange, client);
    if (path.equals("/api/server")) {
      Answers.json(exchange, 200, ServerView.json(caller.client(), address));
    } else if (path.equals("/api/session")) {
      Session.answer(exchange, caller, address);
    } else if (path.equals(SCENES)) {
      timed(Route.SCENES, () -> Answers.json(exchange, 200, SceneViews.list(caller.client())));
    } else if (path.startsWith(SCENES + "/")) {
      String[] parts = path.substring(SCENES.length() + 1).split("/", 2);
      ofScene(exchange, caller, parts[0], parts.length == 1 ? "" : parts[1]);
    } else if (path.startsWith("/api/")) {
      throw new HttpProblem(404, "there is no such question");
    } else {
      timed(Route.ASSET, () -> assets.answer(exchange, path));
    }
  }

  private void ofScene(HttpExchange exchange, Caller caller, String scene, String what)
      throws IOException {
    SplatlasClient gateway = caller.client();
    Query query = new Query(exchange.getRequestURI().getRawQuery());
    switch (what) {
      case "" ->
          timed(Route.SCENES, () -> Answers.json(exchange, 200, SceneViews.one(gateway, scene)));
      case "history" ->
          timed(Route.SCENES, () -> Answers.json(exchange, 200, scenes.history(caller, scene)));
      case "events" ->
          timed(
              Route.SCENES, () -> Answers.json(exchange, 200, PastChanges.ofScene(gateway, scene)));
      case "frame" -> timed(Route.FRAME, () -> scenes.frame(exchange, caller, scene));
      case "render" ->
          timed(Route.RENDER, () -> SceneViews.render(exchange, gateway, scene, query));
      case "splats" -> timed(Route.SPLATS, () -> scenes.splats(exchange, caller, scene, query));
      case "query" ->
          timed(
              Route.QUERY,
              () ->
                  Answers.json(
                      exchange, 200, Question.read(exchange, query).ask(gateway, scene, query)));
      case "matches" ->
          live.matches(exchange, caller, Question.read(exchange, query).standing(scene, query));
      case "live" -> live.serve(exchange, caller, scene, query);
      case "export/scene.ply" ->
          timed(Route.EXPORT, () -> Downloads.ply(exchange, caller, scene, query));
      case "export/instances.json" ->
          timed(Route.EXPORT, () -> Downloads.instances(exchange, caller, scene));
      default -> ofInstance(exchange, gateway, scene, what);
    }
  }

  private void ofInstance(HttpExchange exchange, SplatlasClient gateway, String scene, String what)
      throws IOException {
    Matcher asked = INSTANCE.matcher(what);
    if (!asked.matches()) {
      throw new HttpProblem(404, "there is no such question about a scene");
    }
    int id = Integer.parseInt(asked.group(1));
    timed(
        Route.SCENES,
        () ->
            Answers.json(
                exchange,
                200,
                asked.group(2) == null
                    ? InstanceLife.present(gateway, scene, id)
                    : InstanceLife.events(gateway, scene, id)));
  }

  /** Something that writes an answer. */
  interface Answering {
    void answer() throws IOException;
  }

  private void timed(Route route, Answering answering) throws IOException {
    long start = System.nanoTime();
    try {
      answering.answer();
    } finally {
      metrics.answered(route, start);
    }
  }

  @Override
  public void close() {
    live.close();
    client.close();
  }
}
