package io.splatlas.gateway;

import io.splatlas.gateway.limit.PrincipalLimits;
import java.time.Duration;

/**
 * How the gateway listens and what it allows.
 *
 * @param host address to listen on, default 127.0.0.1 (this machine only)
 * @param port TCP port, 0..65535, 0 = any free one, default 50051
 * @param limits bounds on sizes and numbers
 * @param principals what one principal may use
 * @param timeouts how long things may take
 */
public record GatewayConfig(
    String host, int port, Limits limits, PrincipalLimits principals, Timeouts timeouts) {
  public static final GatewayConfig DEFAULTS =
      new GatewayConfig(
          "127.0.0.1", 50051, Limits.DEFAULTS, PrincipalLimits.DEFAULTS, Timeouts.DEFAULTS);

  public GatewayConfig {
    Bounds.require(!host.isBlank(), "host must not be empty");
    Bounds.requireRange("port", port, 0, 65535);
  }

  /** The same on another address. */
  public GatewayConfig withAddress(String newHost, int newPort) {
    return new GatewayConfig(newHost, newPort, limits, principals, timeouts);
  }

  /** The same with other bounds. */
  public GatewayConfig withLimits(Limits newLimits) {
    return new GatewayConfig(host, port, newLimits, principals, timeouts);
  }

  /** The same with another frame rate of a robot. */
  public GatewayConfig withFramesPerSecond(int framesPerSecond) {
    return withLimits(limits.withFramesPerSecond(framesPerSecond));
  }

  /** The same with other bounds for each principal. */
  public GatewayConfig withPrincipals(PrincipalLimits newPrincipals) {
    return new GatewayConfig(host, port, limits, newPrincipals, timeouts);
  }

  /** The same with other times. */
  public GatewayConfig withTimeouts(Timeouts newTimeouts) {
    return new GatewayConfig(host, port, limits, principals, newTimeouts);
  }

  /**
   * Bounds on sizes and numbers.
   *
   * @param captureMessageBytes largest message of a robot, 1 MiB..256 MiB, default 40 MiB (image 16
   *     MiB, depth 16 MiB, map points)
   * @param requestMessageBytes largest message of any other request, 1 KiB..16 MiB, default 1 MiB
   * @param callsPerConnection concurrent calls of one connection, 1..10,000, default 128
   * @param flowControlWindowBytes what a client may send unread per stream, 64 KiB..64 MiB, default
   *     1 MiB
   * @param framesInFlight unanswered frames of one robot that are held, whatever its credit,
   *     1..4,096, default 64
   * @param overrunFrames consecutive frames beyond the credit after which a capture is ended,
   *     1..1,000,000, default 1,000
   * @param framesPerSecond of one robot taken in on average, 1..10,000, default 60; a faster one is
   *     held back, and ended when it stays faster
   * @param watchEvents created, merged, split and removed instances that wait for one subscriber
   *     before it is ended with a status to resume from, 16..10,000,000, default 65,536
   * @param rendersWaiting renders under way in the server, 1..1,000, default 16
   * @param renderPixels pixels of all renders under way together, at least 4096 x 4096, default
   *     twice that
   * @param encoderThreads threads that compress rendered layers, 1..256, default half the
   *     processors, at least 1
   */
  public record Limits(
      int captureMessageBytes,
      int requestMessageBytes,
      int callsPerConnection,
      int flowControlWindowBytes,
      int framesInFlight,
      int overrunFrames,
      int framesPerSecond,
      int watchEvents,
      int rendersWaiting,
      long renderPixels,
      int encoderThreads) {
    public static final Limits DEFAULTS =
        new Limits(
            40 << 20,
            1 << 20,
            128,
            1 << 20,
            64,
            1_000,
            60,
            65_536,
            16,
            2L * 4096 * 4096,
            Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

    /** The same with another frame rate of a robot. */
    public Limits withFramesPerSecond(int newFramesPerSecond) {
      return new Limits(
          captureMessageBytes,
          requestMessageBytes,
          callsPerConnection,
          flowControlWindowBytes,
          framesInFlight,
          overrunFrames,
          newFramesPerSecond,
          watchEvents,
          rendersWaiting,
          renderPixels,
          encoderThreads);
    }

    public Limits {
      Bounds.requireRange("captureMessageBytes", captureMessageBytes, 1 << 20, 256 << 20);
      Bounds.requireRange("requestMessageBytes", requestMessageBytes, 1 << 10, 16 << 20);
      Bounds.requireRange("callsPerConnection", callsPerConnection, 1, 10_000);
      Bounds.requireRange("flowControlWindowBytes", flowControlWindowBytes, 64 << 10, 64 << 20);
      Bounds.requireRange("framesInFlight", framesInFlight, 1, 4_096);
      Bounds.requireRange("overrunFrames", overrunFrames, 1, 1_000_000);
      Bounds.requireRange("framesPerSecond", framesPerSecond, 1, 10_000);
      Bounds.requireRange("watchEvents", watchEvents, 16, 10_000_000);
      Bounds.requireRange("rendersWaiting", rendersWaiting, 1, 1_000);
      Bounds.requireRange("renderPixels", renderPixels, 4096L * 4096, Long.MAX_VALUE);
      Bounds.requireRange("encoderThreads", encoderThreads, 1, 256);
    }
  }

  /**
   * How long things may take; a client's shorter deadline always wins.
   *
   * @param answer for a scene to answer a small question, default 10 s
   * @param render for a render, default 30 s
   * @param export for a consistent copy of a scene, default 60 s
   * @param frame for a frame to be answered, default 60 s
   * @param drain for calls to end when the server goes down, default 5 s
   * @param pressing for a robot that is held back to slow down before its stream is ended, default
   *     10 s
   */
  public record Timeouts(
      Duration answer,
      Duration render,
      Duration export,
      Duration frame,
      Duration drain,
      Duration pressing) {
    public static final Timeouts DEFAULTS =
        new Timeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10));

    /** The same with another patience with robots that are too fast. */
    public Timeouts withPressing(Duration newPressing) {
      return new Timeouts(answer, render, export, frame, drain, newPressing);
    }

    public Timeouts {
      Bounds.requirePositive("answer", answer);
      Bounds.requirePositive("render", render);
      Bounds.requirePositive("export", export);
      Bounds.requirePositive("frame", frame);
      Bounds.requirePositive("drain", drain);
      Bounds.requirePositive("pressing", pressing);
    }
  }

  /** Of its own, as limits may be made before this class is: its defaults are made of theirs. */
  private static final class Bounds {
    private Bounds() {}

    static void requirePositive(String name, Duration value) {
      require(
          value.compareTo(Duration.ofMillis(1)) >= 0 && value.compareTo(Duration.ofHours(1)) <= 0,
          name + " must be 1 ms to 1 h, got " + value);
    }

    static void requireRange(String name, long value, long least, long most) {
      require(
          value >= least && value <= most,
          name + " must be " + least + " to " + most + ", got " + value);
    }

    static void require(boolean holds, String message) {
      if (!holds) {
        throw new IllegalArgumentException(message);
      }
    }
  }
}
