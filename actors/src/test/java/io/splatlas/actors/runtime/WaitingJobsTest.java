package io.splatlas.actors.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.model.SceneProblem;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.Test;

class WaitingJobsTest {
  private static final JobOwner TRAINER = new JobOwner("desk", "trainer");
  private static final JobOwner RENDERER = new JobOwner("table", "renderer");

  private final WaitingJobs waiting = new WaitingJobs(GpuRuntimeOptions.DEFAULTS);
  private final TestInbox<StatusReply<String>> answers = TestInbox.create();
  private final AtomicInteger closed = new AtomicInteger();

  private QueuedJob<String> job(JobClass jobClass, JobOwner owner) {
    QueuedJob<String> job =
        new QueuedJob<>(
            new GpuRuntime.Submit<>(
                jobClass,
                owner,
                GpuJob.once(slice -> "done"),
                Duration.ofNanos(100),
                answers.getRef()),
            0);
    job.handles().add(new Object(), closed::incrementAndGet);
    return job;
  }

  private SceneProblem.Reason answered() {
    StatusReply<String> answer = answers.receiveMessage();
    return assertInstanceOf(SceneProblem.class, answer.getError()).reason();
  }

  @Test
  void shouldRefuseWhoIsOneTooMany() {
    int most = GpuRuntimeOptions.DEFAULTS.queueBound(JobClass.INTERACTIVE);
    for (int i = 0; i < most; i++) {
      waiting.add(job(JobClass.INTERACTIVE, RENDERER));
    }
    assertFalse(answers.hasMessages());
    waiting.add(job(JobClass.INTERACTIVE, RENDERER));
    assertEquals(SceneProblem.Reason.EXHAUSTED, answered());
  }

  @Test
  void shouldAnswerWhoWaitedTooLongAndCloseWhatTheyHold() {
    waiting.add(job(JobClass.TRAIN, TRAINER));
    waiting.dropExpired(100);
    assertFalse(waiting.isEmpty());
    waiting.dropExpired(101);
    assertTrue(waiting.isEmpty());
    assertEquals(SceneProblem.Reason.UNAVAILABLE, answered());
    assertEquals(1, closed.get());
  }

  @Test
  void shouldDropTheJobsOfThoseWhoStopped() {
    QueuedJob<String> kept = job(JobClass.TRAIN, RENDERER);
    waiting.add(job(JobClass.TRAIN, TRAINER));
    waiting.add(kept);
    waiting.dropThoseOf(TRAINER::equals);
    assertEquals(SceneProblem.Reason.UNAVAILABLE, answered());
    assertSame(kept, waiting.next());
  }

  @Test
  void shouldCloseNothingOfADeviceThatIsLost() {
    waiting.add(job(JobClass.TRAIN, TRAINER));
    waiting.refuseAll("the device was lost");
    assertEquals(SceneProblem.Reason.UNAVAILABLE, answered());
    assertEquals(0, closed.get());
    waiting.add(job(JobClass.TRAIN, TRAINER));
    waiting.abandonAll("the end");
    assertEquals(SceneProblem.Reason.UNAVAILABLE, answered());
    assertEquals(1, closed.get());
  }
}
