package io.splatlas.gateway.stream;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** A call whose readiness the test sets. */
final class FakeCall<T> extends ServerCallStreamObserver<T> {
  final BlockingQueue<T> sent = new LinkedBlockingQueue<>();
  final BlockingQueue<Integer> requests = new LinkedBlockingQueue<>();
  final CompletableFuture<Void> completed = new CompletableFuture<>();
  final CompletableFuture<Throwable> failed = new CompletableFuture<>();
  volatile boolean ready = true;
  volatile boolean cancelled;
  volatile boolean autoRequest = true;
  volatile Consumer<T> whenSent = message -> {};
  private volatile Runnable onReady = () -> {};
  private volatile Runnable onCancel = () -> {};

  void becomeReady() {
    ready = true;
    onReady.run();
  }

  void cancel() {
    cancelled = true;
    onCancel.run();
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public void setOnCancelHandler(Runnable handler) {
    onCancel = handler;
  }

  @Override
  public void setCompression(String compression) {}

  @Override
  @SuppressWarnings("deprecation")
  public void disableAutoInboundFlowControl() {
    disableAutoRequest();
  }

  @Override
  public void disableAutoRequest() {
    autoRequest = false;
  }

  @Override
  public boolean isReady() {
    return ready;
  }

  @Override
  public void setOnReadyHandler(Runnable handler) {
    onReady = handler;
  }

  @Override
  public void request(int count) {
    requests.add(count);
  }

  @Override
  public void setMessageCompression(boolean enable) {}

  @Override
  public void onNext(T value) {
    whenSent.accept(value);
    sent.add(value);
  }

  @Override
  public void onError(Throwable failure) {
    failed.complete(failure);
  }

  @Override
  public void onCompleted() {
    completed.complete(null);
  }
}
