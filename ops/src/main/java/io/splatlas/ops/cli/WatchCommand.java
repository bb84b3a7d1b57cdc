package io.splatlas.ops.cli;

import io.grpc.Status;
import io.splatlas.ops.client.ResumingWatch;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.proto.v1.Instance;
import io.splatlas.proto.v1.InstanceChange;
import io.splatlas.proto.v1.InstanceStatus;
import io.splatlas.proto.v1.WatchInstancesRequest;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows a scene's instances as they change, until interrupted. */
@Command(
    name = "watch",
    description = "Shows a scene's instances as they change.",
    mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
  private static final String CLEAR = "\u001b[H\u001b[2J";

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerChoice server = new ServerChoice();

  @Parameters(paramLabel = "SCENE", description = "The scene's id.")
  private String scene = "";

  @Option(names = "--events", description = "Print a line for each change instead of a live table.")
  private boolean events;

  @Option(names = "--after", paramLabel = "REVISION", description = "Resume behind this revision.")
  private long after;

  @Option(
      names = "--unchanged",
      description = "Say, too, up to which frame instances are up to date when nothing changed.")
  private boolean unchanged;

  private final Map<Integer, Instance> living = new TreeMap<>();

  /** The newest that is taken into account, as far as it was told; 0 before. */
  private long frame;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    boolean terminal = Terminal.isInteractive();
    boolean lines = events || !terminal;
    WatchInstancesRequest request =
        WatchInstancesRequest.newBuilder()
            .setSceneId(scene)
            .setAfterRevision(after)
            .setTellUnchanged(unchanged)
            .build();
    try (SplatlasClient client = server.connect()) {
      new ResumingWatch(client, request, listener(lines, out), Reconnections.patient()).run();
      out.println("the scene was deleted");
      out.flush();
      return ExitCodes.OK;
    }
  }

  private ResumingWatch.Listener listener(boolean lines, PrintWriter out) {
    PrintWriter err = spec.commandLine().getErr();
    return new ResumingWatch.Listener() {
      @Override
      public void told(WatchInstancesResponse message) {
        show(message, lines, out);
      }

      @Override
      public void resuming(Status why, long revision, Duration pause) {
        err.println(
            Reconnections.told(
                why.toString(), pause, revision == 0 ? "" : "behind revision " + revision));
        err.flush();
      }
    };
  }

  private void show(WatchInstancesResponse response, boolean lines, PrintWriter out) {
    switch (response.getMessageCase()) {
      case SNAPSHOT -> {
        living.clear();
        response.getSnapshot().getInstancesList().forEach(i -> living.put(i.getId(), i));
      }
      case CHANGE -> take(response.getChange());
      case UNCHANGED -> frame = response.getUnchanged().getBasedOnFrame();
      case MESSAGE_NOT_SET -> {
        return;
      }
    }
    if (lines) {
      printLine(response, out);
    } else {
      printTable(out);
    }
    out.flush();
  }

  private void printTable(PrintWriter out) {
    String upTo = unchanged && frame > 0 ? ", up to frame " + frame : "";
    out.print(CLEAR);
    out.println(scene + ": " + living.size() + " instances" + upTo);
    out.print(InstanceTable.table(living.values()));
  }

  private void printLine(WatchInstancesResponse response, PrintWriter out) {
    if (response.hasSnapshot()) {
      out.println(
          "revision " + response.getSnapshot().getRevision() + ": " + living.size() + " instances");
      out.print(InstanceTable.table(living.values()));
    } else if (response.hasUnchanged()) {
      out.println(
          "revision %d: nothing changed up to frame %d"
              .formatted(
                  response.getUnchanged().getRevision(),
                  response.getUnchanged().getBasedOnFrame()));
    } else {
      out.println(
          "revision "
              + response.getChange().getRevision()
              + ": "
              + InstanceTable.line(response.getChange()));
    }
  }

  private void take(InstanceChange change) {
    frame = change.getBasedOnFrame();
    Instance instance = change.getInstance();
    if (instance.getStatus() == InstanceStatus.INSTANCE_STATUS_ALIVE) {
      living.put(instance.getId(), instance);
    } else {
      living.remove(instance.getId());
    }
  }
}
