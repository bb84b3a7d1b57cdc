package io.splatlas.gateway.server;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The threads of a server, besides those of the network and of the actors.
 *
 * @param calls run calls: one a processor, and one more
 * @param encoders compress rendered layers
 * @param timer ends calls whose tokens expire
 */
record GatewayThreads(
    ExecutorService calls, ExecutorService encoders, ScheduledExecutorService timer) {

  static GatewayThreads start(int encoderThreads) {
    return new GatewayThreads(
        pool("gateway-call", Runtime.getRuntime().availableProcessors() + 1),
        pool("gateway-encode", encoderThreads),
        expiryTimer());
  }

  private static ExecutorService pool(String name, int threads) {
    return Executors.newFixedThreadPool(
        threads, Thread.ofPlatform().daemon().name(name + "-", 0).factory());
  }

  /** Cancelled timers go at once: tokens live for hours, most calls for milliseconds. */
  private static ScheduledExecutorService expiryTimer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("gateway-expiry-", 0).factory());
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  void shutDown() {
    List.of(calls, encoders, timer).forEach(ExecutorService::shutdownNow);
  }
}
