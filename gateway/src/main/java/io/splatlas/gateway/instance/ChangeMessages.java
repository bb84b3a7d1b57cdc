package io.splatlas.gateway.instance;

import io.splatlas.actors.model.InstanceChange;
import io.splatlas.gateway.convert.InstanceMessages;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Changes as messages. A scene tells all its subscribers the same object, so the message of one is
 * made by whoever is first and serves the others; what was conflated is one subscriber's own. Keeps
 * the last few hundred. Thread-safe; two who are first at the same time make it twice.
 */
final class ChangeMessages {
  private static final int KEPT = 256;

  private record Made(InstanceChange change, WatchInstancesResponse message) {}

  private final AtomicReferenceArray<@Nullable Made> made = new AtomicReferenceArray<>(KEPT);

  // Equal changes of two scenes must not be told apart by comparing all of them.
  @SuppressWarnings("ReferenceEquality")
  WatchInstancesResponse of(InstanceChange change) {
    if (change.conflated() > 0) {
      return make(change);
    }
    int place = Math.floorMod(change.revision(), KEPT);
    Made known = made.get(place);
    if (known != null && known.change() == change) {
      return known.message();
    }
    WatchInstancesResponse message = make(change);
    made.set(place, new Made(change, message));
    return message;
  }

  private static WatchInstancesResponse make(InstanceChange change) {
    return WatchInstancesResponse.newBuilder()
        .setChange(InstanceMessages.toMessage(change))
        .build();
  }
}
