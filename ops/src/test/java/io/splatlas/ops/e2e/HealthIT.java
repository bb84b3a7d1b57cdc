package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.splatlas.ops.server.ObservationOptions;
import io.splatlas.proto.v1.CaptureServiceGrpc;
import io.splatlas.proto.v1.RenderServiceGrpc;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What probes and gRPC health say of a server that is well, and of one whose disk is not. */
class HealthIT {
  private static final long PATIENCE_SECONDS = 60;

  @TempDir Path data = Path.of("");

  @Test
  void shouldSayWhatCannotBeDoneAndThatItCanAgain() throws Exception {
    int outside;
    try (ServerSocket free = new ServerSocket(0)) {
      outside = free.getLocalPort();
    }
    ObservationOptions observation =
        new ObservationOptions(
            null, 1, new InetSocketAddress(InetAddress.getLoopbackAddress(), outside));
    try (LiveServer live = LiveServer.startWatched(data, observation)) {
      ManagedChannel channel =
          ManagedChannelBuilder.forAddress(live.server.host(), live.server.port())
              .usePlaintext()
              .build();
      String probes = "http://127.0.0.1:" + outside;
      assertEquals(200, get(probes + "/started"));
      assertEquals(200, get(probes + "/health"));
      assertEquals(404, get(probes + "/"), "no page outside");
      assertEquals(404, get(probes + "/api/scenes"), "nothing of scenes outside");
      awaitReady(probes, 200);
      assertEquals(ServingStatus.SERVING, health(channel, CaptureServiceGrpc.SERVICE_NAME));
      // A probe file that is a folder cannot be written, whoever one is.
      Path obstacle = Files.createDirectory(data.resolve("health.probe"));
      awaitReady(probes, 503);
      assertEquals(200, get(probes + "/health"), "a restart would not help");
      assertEquals(ServingStatus.NOT_SERVING, health(channel, CaptureServiceGrpc.SERVICE_NAME));
      assertEquals(ServingStatus.SERVING, health(channel, RenderServiceGrpc.SERVICE_NAME));
      Files.delete(obstacle);
      awaitReady(probes, 200);
      assertEquals(ServingStatus.SERVING, health(channel, CaptureServiceGrpc.SERVICE_NAME));
      channel.shutdownNow();
    }
  }

  private static void awaitReady(String probes, int status) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (get(probes + "/ready") != status) {
      assertTrue(System.nanoTime() < deadline, "/ready did not come to " + status);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static int get(String address) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(address)).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static ServingStatus health(ManagedChannel channel, String service) {
    return HealthGrpc.newBlockingStub(channel)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }
}
