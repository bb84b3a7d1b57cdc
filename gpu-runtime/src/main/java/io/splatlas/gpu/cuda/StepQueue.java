package io.splatlas.gpu.cuda;

import io.splatlas.gpu.DeviceMemoryException;
import io.splatlas.gpu.PendingSteps;
import io.splatlas.gpu.StepReport;
import io.splatlas.gpu.TrainingOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Optimisation steps on their way through the device. While one runs the next is enqueued already,
 * so the device never waits for the host; no more than that, so that a render waits for two steps
 * at most. A step whose tile lists have no room changes nothing, nor do those behind it; when the
 * host learns of it, it makes room and enqueues them again, so the result is as if there had been
 * room.
 */
final class StepQueue {
  /** Steps that are enqueued and not known to be done. */
  private static final int DEPTH = 2;

  private final CudaContext context;
  private final TrainingPass pass;
  private final Deque<Step> flying = new ArrayDeque<>();
  private final Deque<Slot> slots = new ArrayDeque<>();

  /** What the device tells of a step, and when. */
  private record Slot(PinnedMemory result, CudaEvent done) {}

  private static final class Step {
    private final CudaGaussianSet set;
    private final CudaTrainingView view;
    private final TrainingOptions options;
    private final Slot slot;
    private @Nullable StepReport report;
    private @Nullable RuntimeException failure;

    private Step(CudaGaussianSet set, CudaTrainingView view, TrainingOptions options, Slot slot) {
      this.set = set;
      this.view = view;
      this.options = options;
      this.slot = slot;
    }

    private boolean isSettled() {
      return report != null || failure != null;
    }
  }

  StepQueue(CudaContext context, TrainingPass pass) {
    this.context = context;
    this.pass = pass;
    for (int k = 0; k < DEPTH; k++) {
      slots.add(
          new Slot(new PinnedMemory(context, TrainingPass.RESULT_BYTES), new CudaEvent(context)));
    }
  }

  /** Enqueues a step per view, in order. */
  PendingSteps begin(CudaGaussianSet set, List<CudaTrainingView> views, TrainingOptions options) {
    List<Step> begun = new ArrayList<>(views.size());
    for (CudaTrainingView view : views) {
      while (flying.size() >= DEPTH) {
        settleOldest();
      }
      if (!begun.isEmpty() && begun.getLast().failure != null) {
        break;
      }
      Step step = new Step(set, view, options, slots.removeFirst());
      begun.add(step);
      boolean fresh = flying.isEmpty();
      flying.addLast(step);
      enqueue(step, fresh);
    }
    return () -> await(begun);
  }

  /** Waits for all steps. */
  void settle() {
    while (!flying.isEmpty()) {
      settleOldest();
    }
  }

  private List<StepReport> await(List<Step> begun) {
    List<StepReport> reports = new ArrayList<>(begun.size());
    for (Step step : begun) {
      while (!step.isSettled()) {
        context.enter();
        settleOldest();
      }
      if (step.failure != null) {
        throw step.failure;
      }
      if (step.report != null) {
        reports.add(step.report);
      }
    }
    return List.copyOf(reports);
  }

  private void enqueue(Step step, boolean fresh) {
    try {
      pass.enqueue(step.set, step.view, step.options, fresh, step.slot.result());
      step.slot.done().record();
    } catch (RuntimeException failure) {
      flying.removeLast();
      end(step);
      step.failure = failure;
    }
  }

  private void settleOldest() {
    Step step = flying.getFirst();
    step.slot.done().await();
    try {
      if (!pass.admit(step.slot.result())) {
        again();
        return;
      }
      step.report = pass.report(step.slot.result(), step.set.count(), step.view, step.options);
      end(flying.removeFirst());
    } catch (DeviceMemoryException tooLittle) {
      fail(tooLittle);
    }
  }

  /** There is room now. None of these steps has changed anything. */
  private void again() {
    List<Step> steps = List.copyOf(flying);
    flying.clear();
    for (Step step : steps) {
      boolean fresh = flying.isEmpty();
      flying.addLast(step);
      enqueue(step, fresh);
      if (step.failure != null) {
        // Those behind it must not be done without it.
        steps
            .subList(steps.indexOf(step) + 1, steps.size())
            .forEach(
                later -> {
                  later.failure = step.failure;
                  end(later);
                });
        return;
      }
    }
  }

  private void fail(RuntimeException failure) {
    for (Step step : flying) {
      step.failure = failure;
      end(step);
    }
    flying.clear();
  }

  private void end(Step step) {
    slots.addLast(step.slot);
  }
}
