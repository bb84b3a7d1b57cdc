package io.splatlas.gpu.cuda;

import io.splatlas.gpu.DeviceMemoryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Work on its way through the device: optimisation steps and what falls between them. While one
 * step runs the next is enqueued already, so the device never waits for the host; no more than
 * that, so that a render waits for two steps at most. A step whose tile lists have no room changes
 * nothing, nor does what is behind it; when the host learns of it, it makes room and enqueues all
 * of that again, so the result is as if there had been room.
 */
final class StepQueue implements CudaContext.Steps {
  /** Steps that are enqueued and not known to be done. */
  private static final int DEPTH = 2;

  /** Bytes of what a small task may tell. */
  private static final long SMALL = TrainingPass.RESULT_BYTES;

  /** Work that can be enqueued again as long as nothing has come of it. */
  interface Task<T> {
    /** Bytes of what the device tells when it is done; the first are a {@link Tally}. */
    long resultBytes();

    /**
     * Enqueues it; the host does not wait.
     *
     * @param fresh whether nothing is on its way before it; else it does nothing when that had no
     *     room
     */
    void enqueue(boolean fresh, PinnedMemory result);

    /** What it did. */
    T report(PinnedMemory result);

    /** It will never be done. */
    default void forgo() {}
  }

  /** A task on its way. */
  final class Flight<T> {
    private final Task<T> task;
    private final Slot slot;
    private final List<Runnable> afterwards = new ArrayList<>();
    private @Nullable T report;
    private @Nullable RuntimeException failure;

    private Flight(Task<T> task, Slot slot) {
      this.task = task;
      this.slot = slot;
    }

    /** Why it was refused, null as long as it was not. */
    @Nullable RuntimeException failure() {
      return failure;
    }

    /** Waits for what it did; throws what stopped it. */
    T await() {
      while (report == null && failure == null) {
        context.enter();
        // What is before it is done then, too: one wait for all.
        slot.done.await();
        settleOldest();
      }
      T told = report;
      if (told == null) {
        throw failure == null ? new IllegalStateException("a task told nothing") : failure;
      }
      return told;
    }

    private void settle() {
      report = task.report(slot.result());
      end();
    }

    private void fail(RuntimeException why) {
      failure = why;
      task.forgo();
      end();
    }

    private void end() {
      (slot.large ? large : small).addLast(slot);
      afterwards.forEach(Runnable::run);
    }
  }

  /** Where the device tells of a task, and when. */
  private static final class Slot {
    private final CudaContext context;
    private final boolean large;
    private final CudaEvent done;
    private PinnedMemory result;

    private Slot(CudaContext context, boolean large) {
      this.context = context;
      this.large = large;
      done = new CudaEvent(context);
      result = new PinnedMemory(context, SMALL);
    }

    private PinnedMemory result() {
      return result;
    }

    /** A quarter more than asked for: sets grow by little. */
    private void require(long bytes) {
      if (result.segment().byteSize() < bytes) {
        PinnedMemory more = new PinnedMemory(context, bytes + bytes / 4);
        result.close();
        result = more;
      }
    }
  }

  private final SplatLists lists;
  private final CudaContext context;
  private final Deque<Flight<?>> flying = new ArrayDeque<>();
  private final Deque<Slot> small = new ArrayDeque<>();

  /** For what tells a number a Gaussian: one at a time. */
  private final Deque<Slot> large = new ArrayDeque<>();

  /** While tasks are enqueued or settled: what they do must not settle any. */
  private boolean busy;

  /**
   * @param lists of the tasks: those that had no room are told to make more
   */
  StepQueue(CudaContext context, SplatLists lists) {
    this.context = context;
    this.lists = lists;
    for (int k = 0; k < DEPTH; k++) {
      small.add(new Slot(context, false));
    }
    large.add(new Slot(context, true));
  }

  /** Enqueues a task behind all others; the host may wait for one that two are behind. */
  <T> Flight<T> begin(Task<T> task) {
    boolean tellsMuch = task.resultBytes() > SMALL;
    Deque<Slot> free = tellsMuch ? large : small;
    while (free.isEmpty()) {
      holderOf(tellsMuch).slot.done.await();
      settleOldest();
    }
    Slot slot = free.removeFirst();
    Flight<T> flight = new Flight<>(task, slot);
    boolean fresh = flying.isEmpty();
    flying.addLast(flight);
    try {
      slot.require(task.resultBytes());
    } catch (RuntimeException failure) {
      flying.removeLast();
      flight.fail(failure);
      return flight;
    }
    enqueue(flight, fresh);
    return flight;
  }

  /** The first task that will give such a slot back. */
  private Flight<?> holderOf(boolean wanted) {
    return flying.stream().filter(flight -> flight.slot.large == wanted).findFirst().orElseThrow();
  }

  /** Waits for all tasks, except from within one of them. */
  @Override
  public void settle() {
    while (!flying.isEmpty() && !busy) {
      settleOldest();
    }
  }

  @Override
  public void afterwards(Runnable action) {
    if (flying.isEmpty()) {
      action.run();
    } else {
      flying.getLast().afterwards.add(action);
    }
  }

  private void enqueue(Flight<?> flight, boolean fresh) {
    boolean outer = busy;
    busy = true;
    try {
      flight.task.enqueue(fresh, flight.slot.result());
      flight.slot.done.record();
    } catch (RuntimeException failure) {
      flying.removeLast();
      flight.fail(failure);
    } finally {
      busy = outer;
    }
  }

  private void settleOldest() {
    Flight<?> oldest = flying.getFirst();
    oldest.slot.done.await();
    busy = true;
    try {
      if (lists.admit(Tally.of(oldest.slot.result().segment()))) {
        flying.removeFirst();
        oldest.settle();
      } else {
        again();
      }
    } catch (DeviceMemoryException tooLittle) {
      fail(tooLittle);
    } finally {
      busy = false;
    }
  }

  /** There is room now. None of these tasks has changed anything. */
  private void again() {
    List<Flight<?>> tasks = List.copyOf(flying);
    flying.clear();
    for (int k = 0; k < tasks.size(); k++) {
      Flight<?> flight = tasks.get(k);
      boolean fresh = flying.isEmpty();
      flying.addLast(flight);
      enqueue(flight, fresh);
      RuntimeException failure = flight.failure;
      if (failure != null) {
        // Those behind it must not be done without it.
        tasks.subList(k + 1, tasks.size()).reversed().forEach(later -> later.fail(failure));
        return;
      }
    }
  }

  private void fail(RuntimeException failure) {
    List<Flight<?>> tasks = List.copyOf(flying);
    flying.clear();
    tasks.reversed().forEach(flight -> flight.fail(failure));
  }
}
