package io.splatlas.ops.load;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.splatlas.ops.client.ServerAddress;
import io.splatlas.proto.v1.CaptureRequest;
import io.splatlas.proto.v1.CaptureResponse;
import io.splatlas.proto.v1.CaptureServiceGrpc;
import io.splatlas.proto.v1.CaptureServiceGrpc.CaptureServiceStub;
import io.splatlas.proto.v1.Frame;
import io.splatlas.proto.v1.InstanceServiceGrpc;
import io.splatlas.proto.v1.OpenCapture;
import io.splatlas.proto.v1.WatchInstancesRequest;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that behave badly on purpose: robots that send as fast as the transport lets them
 * whatever their credit, and subscribers that read nothing. From creation to {@link #close}.
 */
final class Disturbers implements AutoCloseable {
  /** So small that a subscriber that reads nothing is stuck after a few messages. */
  private static final int TINY_WINDOW = 1024;

  private final List<ManagedChannel> channels = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicLong flooded = new AtomicLong();
  private final ServerAddress address;
  private final String scene;

  Disturbers(ServerAddress address, String scene) {
    this.address = address;
    this.scene = scene;
  }

  /** Adds a robot that floods the scene; it opens again when it is thrown out. */
  void flood(String robot, List<Frame> round) {
    ManagedChannel channel = channel(NettyChannelBuilder.DEFAULT_FLOW_CONTROL_WINDOW);
    new Flood(channel, robot, round).open();
  }

  /** Adds a subscriber that reads nothing. */
  void stuck() {
    ClientCall<WatchInstancesRequest, WatchInstancesResponse> call =
        channel(TINY_WINDOW).newCall(InstanceServiceGrpc.getWatchInstancesMethod(), options());
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    call.sendMessage(WatchInstancesRequest.newBuilder().setSceneId(scene).build());
    call.halfClose();
  }

  private CallOptions options() {
    return address
        .security()
        .call()
        .map(CallOptions.DEFAULT::withCallCredentials)
        .orElse(CallOptions.DEFAULT);
  }

  private ManagedChannel channel(int window) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(
                address.host(), address.port(), address.security().channel(address.host()))
            .flowControlWindow(window)
            .build();
    channels.add(channel);
    return channel;
  }

  /** Frames that floods have sent. */
  long flooded() {
    return flooded.get();
  }

  @Override
  public void close() {
    closed.set(true);
    channels.forEach(ManagedChannel::shutdownNow);
  }

  /** One robot that keeps to nothing. */
  private final class Flood implements ClientResponseObserver<CaptureRequest, CaptureResponse> {
    private final ManagedChannel channel;
    private final String robot;
    private final List<Frame> round;
    private final AtomicBoolean opened = new AtomicBoolean();
    private ClientCallStreamObserver<CaptureRequest> call;
    private long next;

    @SuppressWarnings("NullAway.Init")
    Flood(ManagedChannel channel, String robot, List<Frame> round) {
      this.channel = channel;
      this.robot = robot;
      this.round = round;
    }

    void open() {
      opened.set(false);
      CaptureServiceStub stub = CaptureServiceGrpc.newStub(channel);
      address.security().call().map(stub::withCallCredentials).orElse(stub).capture(this);
      call.onNext(
          CaptureRequest.newBuilder()
              .setOpen(OpenCapture.newBuilder().setSceneId(scene).setRobotId(robot))
              .build());
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<CaptureRequest> requests) {
      call = requests;
      requests.setOnReadyHandler(this::send);
    }

    /** On the call's own thread, as are answers. */
    private void send() {
      while (opened.get() && call.isReady() && !closed.get()) {
        int at = (int) (next % round.size());
        call.onNext(
            CaptureRequest.newBuilder()
                .setFrame(
                    round.get(at).toBuilder()
                        .setSequence(next)
                        .setCaptureTime(com.google.protobuf.util.Timestamps.fromMillis(next)))
                .build());
        flooded.incrementAndGet();
        next++;
      }
    }

    @Override
    public void onNext(CaptureResponse answer) {
      if (answer.hasOpened()) {
        next = answer.getOpened().getDurableSequence() + 1;
        opened.set(true);
      } else if (answer.hasRefused()
          && answer.getRefused().getSequence() == answer.getRefused().getDurableSequence() + 1) {
        // From there everything is refused as out of order: a real flood goes on at the gap.
        next = answer.getRefused().getSequence();
      }
      send();
    }

    @Override
    public void onError(Throwable thrownOut) {
      if (!closed.get() && Status.fromThrowable(thrownOut).getCode() != Status.Code.UNAVAILABLE) {
        open();
      }
    }

    @Override
    public void onCompleted() {
      // Only the robot ends a capture well, and this one never does.
    }
  }
}
