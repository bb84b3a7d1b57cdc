package io.splatlas.actors.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The waiting jobs and the rule of whose slice is next.
 *
 * <p>The most urgent class that has work gets the next slice, and the jobs of a class take turns.
 * So that no class starves, each counts the slices that others got while it waited; at its patience
 * it is due and gets one slice before the more urgent ones. A class that is due never makes an
 * interactive job wait for two slices in a row: after a slice out of turn, interactive goes first.
 * With the default patience a flood of renders leaves training every eighth slice or so, and
 * continuous training leaves a snapshot every twelfth.
 *
 * @param <J> a job
 */
final class JobQueues<J> {
  private static final JobClass[] CLASSES = JobClass.values();

  private final GpuRuntimeOptions options;
  private final Map<JobClass, Line<J>> lines = new EnumMap<>(JobClass.class);
  private @Nullable JobClass last;

  JobQueues(GpuRuntimeOptions options) {
    this.options = options;
    for (JobClass jobClass : CLASSES) {
      lines.put(jobClass, new Line<>());
    }
  }

  /** Adds a job behind those of its class, or refuses it when the class is full. */
  boolean offer(JobClass jobClass, J job) {
    if (queue(jobClass).size() >= options.queueBound(jobClass)) {
      return false;
    }
    queue(jobClass).addLast(job);
    return true;
  }

  /** Puts a job that ran a slice and is not done behind the others of its class. */
  void requeue(JobClass jobClass, J job) {
    queue(jobClass).addLast(job);
  }

  /** Takes the job out whose slice is next, null when nobody waits. */
  @Nullable J poll() {
    JobClass next = nextClass();
    if (next == null) {
      return null;
    }
    for (JobClass other : CLASSES) {
      Line<J> line = line(other);
      line.passedOver = other == next || line.jobs.isEmpty() ? 0 : line.passedOver + 1;
    }
    last = next;
    return queue(next).removeFirst();
  }

  /** Takes all jobs out that match. */
  List<J> removeIf(Predicate<J> matches) {
    List<J> removed = new ArrayList<>();
    for (Line<J> line : lines.values()) {
      for (Iterator<J> jobs = line.jobs.iterator(); jobs.hasNext(); ) {
        J job = jobs.next();
        if (matches.test(job)) {
          jobs.remove();
          removed.add(job);
        }
      }
    }
    return removed;
  }

  boolean isEmpty() {
    return lines.values().stream().allMatch(line -> line.jobs.isEmpty());
  }

  int waiting(JobClass jobClass) {
    return queue(jobClass).size();
  }

  private @Nullable JobClass nextClass() {
    boolean interactiveFirst =
        !queue(JobClass.INTERACTIVE).isEmpty() && last != JobClass.INTERACTIVE;
    if (interactiveFirst) {
      return JobClass.INTERACTIVE;
    }
    JobClass mostUrgent = null;
    JobClass longestDue = null;
    for (JobClass candidate : CLASSES) {
      if (queue(candidate).isEmpty()) {
        continue;
      }
      mostUrgent = mostUrgent == null ? candidate : mostUrgent;
      if (overdue(candidate) >= 0
          && (longestDue == null || overdue(candidate) > overdue(longestDue))) {
        longestDue = candidate;
      }
    }
    return longestDue != null ? longestDue : mostUrgent;
  }

  private int overdue(JobClass jobClass) {
    return line(jobClass).passedOver - options.patience(jobClass);
  }

  private ArrayDeque<J> queue(JobClass jobClass) {
    return line(jobClass).jobs;
  }

  @SuppressWarnings("NullAway") // every class has its line from the constructor on
  private Line<J> line(JobClass jobClass) {
    return lines.get(jobClass);
  }

  /** The jobs of a class in their order, and the slices others got while they waited. */
  private static final class Line<J> {
    private final ArrayDeque<J> jobs = new ArrayDeque<>();
    private int passedOver;
  }
}
