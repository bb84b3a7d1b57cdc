package io.splatlas.actors.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What owners have on the device: the handles that their jobs left open, each closed once at most,
 * and whom to tell when it is all lost. Used by the device's thread only.
 */
final class Holdings {
  private final Map<JobOwner, Handles> held = new HashMap<>();
  private final Map<JobOwner, ActorRef<DeviceLost>> listeners = new HashMap<>();

  /** The open handles of an owner, who counts as being on the device from now on. */
  Handles of(JobOwner owner) {
    return held.computeIfAbsent(owner, any -> new Handles());
  }

  /** Scenes that are on the device. */
  int scenes() {
    return (int) held.keySet().stream().map(JobOwner::scene).distinct().count();
  }

  /** Somebody wants to be told when what an owner has is lost; the last to say so is. */
  void listen(JobOwner owner, ActorRef<DeviceLost> listener) {
    listeners.put(owner, listener);
  }

  /** Closes what some owners have; nobody is told of them any more. */
  void release(Predicate<JobOwner> released) {
    held.entrySet()
        .removeIf(
            entry -> {
              boolean closes = released.test(entry.getKey());
              if (closes) {
                entry.getValue().closeAll();
              }
              return closes;
            });
    listeners.keySet().removeIf(released);
  }

  /** Closes everything. */
  void closeAll() {
    held.values().forEach(Handles::closeAll);
    held.clear();
  }

  /** The device is gone: its handles are void and are not closed. */
  void forgetAll() {
    held.clear();
  }

  /** Tells everybody who wanted to be told. */
  void tellLost(String reason) {
    listeners.values().forEach(listener -> listener.tell(new DeviceLost(reason)));
  }
}
