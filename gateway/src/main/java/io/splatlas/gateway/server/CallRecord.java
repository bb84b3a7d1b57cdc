package io.splatlas.gateway.server;

import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.splatlas.gateway.audit.AuditEntry;
import io.splatlas.gateway.audit.AuditEntry.Phase;
import io.splatlas.gateway.audit.AuditLog;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What is known of one call for the audit log, gathered while it runs. Thread-safe. */
final class CallRecord {
  private static final Context.Key<CallRecord> CURRENT = Context.key("splatlas-call-record");

  private final AuditLog log;
  private final String method;
  private final String peer;
  private final long begin = System.nanoTime();
  private final AtomicLong messages = new AtomicLong();
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile String principal = "";
  private volatile String scene = "";
  private volatile boolean always;
  private volatile boolean begun;

  CallRecord(ServerCall<?, ?> call, AuditLog log) {
    this.log = log;
    this.method = call.getMethodDescriptor().getFullMethodName();
    this.peer = peer(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
  }

  /** Of the present call. */
  static CallRecord current() {
    CallRecord record = CURRENT.get();
    if (record == null) {
      throw new IllegalStateException("the call is not guarded");
    }
    return record;
  }

  Context in(Context context) {
    return context.withValue(CURRENT, this);
  }

  /** Who calls, and whether the call is taken down also when it succeeds. */
  void by(String name, boolean audited) {
    principal = name;
    always = audited;
  }

  /** The scene, once it is known. */
  void of(String sceneId) {
    scene = sceneId;
  }

  void tookMessage() {
    messages.incrementAndGet();
  }

  /** A stream was let in; the first time only. */
  void begun() {
    if (!begun) {
      begun = true;
      log.record(entry(Phase.BEGIN, "", 0));
    }
  }

  /** The call has ended; the first time only. */
  void ended(Status.Code outcome) {
    if (ended.compareAndSet(false, true) && (always || AuditEntry.isRefusal(outcome.name()))) {
      log.record(entry(Phase.END, outcome.name(), (System.nanoTime() - begin) / 1_000_000));
    }
  }

  private AuditEntry entry(Phase phase, String outcome, long millis) {
    return new AuditEntry(
        Instant.now(), principal, peer, method, scene, phase, outcome, messages.get(), millis);
  }

  private static String peer(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
        : String.valueOf(address);
  }
}
