package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.capture.Retention;
import io.splatlas.ops.client.InstanceWatch;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.ops.server.ServerOptions;
import io.splatlas.ops.server.SplatlasServer;
import io.splatlas.ops.store.JournalDatabase;
import io.splatlas.ops.store.JournalProbe;
import io.splatlas.ops.store.Storage;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.FinishSceneRequest;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.Instance;
import io.splatlas.proto.v1.ListInstancesRequest;
import io.splatlas.proto.v1.Scene;
import io.splatlas.proto.v1.SceneOptions;
import io.splatlas.proto.v1.SceneState;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The history of instances in a real PostgreSQL, over a restart of the server and of the database.
 */
class PostgresJournalIT {
  private static final String SCENE = "recorded";
  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path data = Path.of("");

  @Test
  void shouldKeepIdsAndRevisionsInPostgresAndResumeFromThem() throws Exception {
    Optional<Path> binaries = PostgresProcess.find();
    Commands.require(
        binaries.isPresent() ? Optional.empty() : Optional.of("PostgreSQL"), "postgresql-15");
    try (PostgresProcess postgres = PostgresProcess.start(binaries.orElseThrow())) {
      JournalDatabase database = postgres.database();
      Scene before;
      List<Instance> instances;
      try (SplatlasServer server = serve(database);
          SplatlasClient client = LiveServer.connect(server)) {
        capture(client);
        before = scene(client);
        instances = instances(client);
      }
      assertTrue(before.getRevision() > 0, "instances were found");
      assertTrue(rows(database, "event_journal") > 0, "events are in the database");
      assertFalse(Files.exists(data.resolve("journal")), "and nowhere else");

      postgres.crash();
      postgres.begin();
      try (SplatlasServer server = serve(database);
          SplatlasClient client = LiveServer.connect(server)) {
        assertEquals(before.getRevision(), scene(client).getRevision());
        assertEquals(instances, instances(client));
        assertEquals(1 + 1, resumedBehind(client, 1), "the change behind the first");
        checkHealth(server, postgres);
      }
    }
  }

  /** A server whose journal cannot be written is not ready, and says why. */
  private static void checkHealth(SplatlasServer server, PostgresProcess postgres)
      throws Exception {
    awaitReady(server, "ready");
    postgres.crash();
    awaitReady(server, "the journal's database does not answer");
    postgres.begin();
    awaitReady(server, "ready");
    assertEquals("", probed(postgres));
    try (Connection connection =
            DriverManager.getConnection(postgres.database().url(), postgres.database().user(), "");
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER DATABASE postgres SET default_transaction_read_only = on");
    }
    assertEquals("the journal's database is read-only", probed(postgres));
  }

  /** What a connection made now is told. */
  private static String probed(PostgresProcess postgres) {
    try (JournalProbe probe = new JournalProbe(Optional.of(postgres.database()))) {
      return probe.problem();
    }
  }

  private static void awaitReady(SplatlasServer server, String said) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + "/ready"))
            .build();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    try (HttpClient http = HttpClient.newHttpClient()) {
      String answer = "";
      while (!answer.startsWith(said)) {
        assertTrue(System.nanoTime() < end, "it never said '%s' but '%s'".formatted(said, answer));
        answer = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  private SplatlasServer serve(JournalDatabase database) throws IOException {
    return SplatlasServer.start(
        new ServerOptions("127.0.0.1", 0, 0, data, "cpu", 512L << 20)
            .withStorage(new Storage(Optional.of(database), Optional.empty(), Retention.DEFAULTS)));
  }

  private static void capture(SplatlasClient client) throws Exception {
    client
        .scenes()
        .createScene(
            CreateSceneRequest.newBuilder()
                .setSceneId(SCENE)
                .setOptions(
                    SceneOptions.newBuilder().setMaxGaussians(6_000).setIterations(60).setSeed(1))
                .build());
    new SimulatedRobot(LiveServer.source(LiveServer.frames(8)), 0, new ReplayListener() {})
        .run(client, SCENE, "robot");
    client.scenes().finishScene(FinishSceneRequest.newBuilder().setSceneId(SCENE).build());
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (scene(client).getState() != SceneState.SCENE_STATE_FINISHED) {
      assertTrue(System.nanoTime() < end, () -> "not finished: " + scene(client));
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static Scene scene(SplatlasClient client) {
    return client
        .scenes()
        .getScene(GetSceneRequest.newBuilder().setSceneId(SCENE).build())
        .getScene();
  }

  private static List<Instance> instances(SplatlasClient client) {
    return client
        .instances()
        .listInstances(ListInstancesRequest.newBuilder().setSceneId(SCENE).build())
        .getInstancesList();
  }

  private static long resumedBehind(SplatlasClient client, long revision) throws Exception {
    BlockingQueue<WatchInstancesResponse> told = new LinkedBlockingQueue<>();
    try (InstanceWatch watch = InstanceWatch.start(client, SCENE, revision, told::add)) {
      WatchInstancesResponse first = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertNotNull(first, () -> "nothing was told; ended: " + watch.ended());
      return first.getChange().getRevision();
    }
  }

  private static long rows(JournalDatabase database, String table) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT count(*) FROM " + table)) {
      count.next();
      return count.getLong(1);
    }
  }
}
