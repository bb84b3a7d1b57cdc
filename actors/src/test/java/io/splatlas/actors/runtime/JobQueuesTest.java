package io.splatlas.actors.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JobQueuesTest {
  private final JobQueues<JobClass> queues = new JobQueues<>(GpuRuntimeOptions.DEFAULTS);

  @Test
  void shouldServeTheMostUrgentClassFirst() {
    for (JobClass jobClass : List.of(JobClass.SNAPSHOT, JobClass.TRAIN, JobClass.INTERACTIVE)) {
      queues.offer(jobClass, jobClass);
    }
    assertEquals(JobClass.INTERACTIVE, queues.poll());
    assertEquals(JobClass.TRAIN, queues.poll());
    assertEquals(JobClass.SNAPSHOT, queues.poll());
    assertNull(queues.poll());
  }

  @Test
  void shouldGiveASnapshotItsTurnUnderContinuousTraining() {
    queues.offer(JobClass.TRAIN, JobClass.TRAIN);
    queues.offer(JobClass.SNAPSHOT, JobClass.SNAPSHOT);
    assertEquals(
        GpuRuntimeOptions.DEFAULTS.patience(JobClass.SNAPSHOT), slicesUntil(JobClass.SNAPSHOT));
  }

  private int slicesUntil(JobClass wanted) {
    int slices = 0;
    JobClass next = queues.poll();
    while (next != wanted && next != null) {
      queues.requeue(next, next);
      slices++;
      next = queues.poll();
    }
    return slices;
  }

  @Test
  void shouldLetAnInteractiveJobWaitForOneSliceOfOthersOnlyWhateverElseIsDue() {
    SplittableRandom random = new SplittableRandom(1);
    for (JobClass low : List.of(JobClass.LIFT, JobClass.TRAIN, JobClass.SNAPSHOT)) {
      queues.offer(low, low);
    }
    boolean passedOver = false;
    for (int slice = 0; slice < 2_000; slice++) {
      boolean arrives = random.nextInt(3) == 0;
      if (arrives && queues.waiting(JobClass.INTERACTIVE) == 0) {
        queues.offer(JobClass.INTERACTIVE, JobClass.INTERACTIVE);
      }
      boolean interactiveWaits = queues.waiting(JobClass.INTERACTIVE) > 0;
      JobClass next = queues.poll();
      assertTrue(!passedOver || next == JobClass.INTERACTIVE, "slice " + slice);
      passedOver = interactiveWaits && next != JobClass.INTERACTIVE;
      if (next != null && next != JobClass.INTERACTIVE) {
        queues.requeue(next, next);
      }
    }
  }

  @Test
  void shouldStarveNoClassUnderAFloodOfRenders() {
    Map<JobClass, Integer> slices = new EnumMap<>(JobClass.class);
    for (JobClass jobClass : JobClass.values()) {
      queues.offer(jobClass, jobClass);
    }
    for (int i = 0; i < 1_000; i++) {
      JobClass next = queues.poll();
      if (next != null) {
        slices.merge(next, 1, Integer::sum);
        queues.requeue(next, next);
      }
    }
    assertTrue(slices.getOrDefault(JobClass.INTERACTIVE, 0) >= 500, slices.toString());
    for (JobClass jobClass : JobClass.values()) {
      int least = 1_000 / (4 * GpuRuntimeOptions.DEFAULTS.patience(jobClass));
      assertTrue(slices.getOrDefault(jobClass, 0) >= least, slices.toString());
    }
  }

  @Test
  void shouldTakeTurnsWithinAClass() {
    JobQueues<String> jobs = new JobQueues<>(GpuRuntimeOptions.DEFAULTS);
    jobs.offer(JobClass.TRAIN, "a");
    jobs.offer(JobClass.TRAIN, "b");
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String next = jobs.poll();
      order.add(next);
      jobs.requeue(JobClass.TRAIN, next == null ? "" : next);
    }
    assertEquals(List.of("a", "b", "a", "b"), order);
  }

  @Test
  void shouldRefuseWhatExceedsTheBoundOfItsClass() {
    GpuRuntimeOptions tight =
        new GpuRuntimeOptions(
            Duration.ofMillis(50),
            Map.of(
                JobClass.INTERACTIVE, 2,
                JobClass.LIFT, 1,
                JobClass.TRAIN, 1,
                JobClass.SNAPSHOT, 1),
            GpuRuntimeOptions.DEFAULTS.patience(),
            Duration.ZERO);
    JobQueues<String> jobs = new JobQueues<>(tight);
    assertTrue(jobs.offer(JobClass.INTERACTIVE, "a"));
    assertTrue(jobs.offer(JobClass.INTERACTIVE, "b"));
    assertFalse(jobs.offer(JobClass.INTERACTIVE, "c"));
    assertTrue(jobs.offer(JobClass.TRAIN, "d"));
    assertEquals(List.of("b"), jobs.removeIf("b"::equals));
    assertTrue(jobs.offer(JobClass.INTERACTIVE, "c"));
  }
}
