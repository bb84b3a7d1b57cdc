package io.splatlas.ops.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.splatlas.proto.v1.Instance;
import io.splatlas.proto.v1.InstanceChange;
import io.splatlas.proto.v1.InstanceChangeKind;
import io.splatlas.proto.v1.InstanceServiceGrpc;
import io.splatlas.proto.v1.InstanceSnapshot;
import io.splatlas.proto.v1.InstanceStatus;
import io.splatlas.proto.v1.InstancesUnchanged;
import io.splatlas.proto.v1.WatchInstancesRequest;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code watch} before a server that cuts it off behind a message that nothing changed. */
class WatchCommandTest {
  private final List<WatchInstancesRequest> requests = new CopyOnWriteArrayList<>();
  private final StringWriter out = new StringWriter();
  private final Server server =
      NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
          .addService(new Instances())
          .build();

  private final class Instances extends InstanceServiceGrpc.InstanceServiceImplBase {
    @Override
    public void watchInstances(
        WatchInstancesRequest request, StreamObserver<WatchInstancesResponse> responses) {
      requests.add(request);
      if (requests.size() > 1) {
        responses.onNext(removed(8));
        responses.onCompleted();
        return;
      }
      responses.onNext(
          WatchInstancesResponse.newBuilder()
              .setSnapshot(
                  InstanceSnapshot.newBuilder()
                      .setRevision(7)
                      .addInstances(Instance.newBuilder().setId(3)))
              .build());
      if (request.getTellUnchanged()) {
        responses.onNext(
            WatchInstancesResponse.newBuilder()
                .setUnchanged(InstancesUnchanged.newBuilder().setRevision(7).setBasedOnFrame(31))
                .build());
      }
      responses.onError(Status.UNAVAILABLE.asRuntimeException());
    }
  }

  private static WatchInstancesResponse removed(long revision) {
    return WatchInstancesResponse.newBuilder()
        .setChange(
            InstanceChange.newBuilder()
                .setRevision(revision)
                .setKind(InstanceChangeKind.INSTANCE_CHANGE_KIND_REMOVED)
                .setInstance(
                    Instance.newBuilder()
                        .setId(3)
                        .setStatus(InstanceStatus.INSTANCE_STATUS_REMOVED)))
        .build();
  }

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  private List<String> watch(String... more) {
    CommandLine line = Main.commandLine().setOut(new PrintWriter(out, true));
    String[] args = {"watch", "desk", "--events", "--server", "127.0.0.1:" + server.getPort()};
    assertEquals(
        ExitCodes.OK,
        line.execute(Stream.of(args, more).flatMap(Arrays::stream).toArray(String[]::new)));
    return out.toString().lines().filter(told -> told.startsWith("revision")).toList();
  }

  @Test
  void shouldSayUpToWhichFrameNothingChangedAndResumeBehindIt() {
    List<String> told = watch("--unchanged");
    assertEquals("revision 7: 1 instances", told.get(0));
    assertEquals("revision 7: nothing changed up to frame 31", told.get(1));
    assertTrue(told.get(2).startsWith("revision 8: #3 gone"), told::toString);
    assertEquals(3, told.size());
    assertTrue(requests.stream().allMatch(WatchInstancesRequest::getTellUnchanged));
    assertEquals(
        List.of(0L, 7L), requests.stream().map(WatchInstancesRequest::getAfterRevision).toList());
  }

  @Test
  void shouldNotAskForItOtherwise() {
    assertEquals(2, watch().size());
    assertTrue(requests.stream().noneMatch(WatchInstancesRequest::getTellUnchanged));
  }
}
