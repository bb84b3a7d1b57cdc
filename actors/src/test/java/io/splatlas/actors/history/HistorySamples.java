package io.splatlas.actors.history;

import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.OrientedBox;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Events for tests. */
public final class HistorySamples {
  static final Instant TIME = Instant.parse("2026-01-02T03:04:05.006Z");

  private HistorySamples() {}

  static Instance instance(int id, long revision, Instance.Status status) {
    return new Instance(
        id,
        id % 2 == 0 ? Instance.Kind.BACKGROUND : Instance.Kind.OBJECT,
        status,
        10 * id,
        new float[] {id, 2, 3},
        new float[] {0, 1, 2, 3, 4, 5},
        new float[] {0.1f, 0.2f, 0.3f},
        0.75f,
        1,
        revision,
        status == Instance.Status.MERGED ? 1 : 0,
        0,
        TIME,
        new OrientedBox(
            new float[] {1, 2, 3}, new float[] {0.5f, 0.5f, 0.5f, 0.5f}, new float[] {3, 2, 1}));
  }

  static InstanceChange change(long revision, InstanceChange.Kind kind, int id) {
    Instance.Status status =
        switch (kind) {
          case MERGED -> Instance.Status.MERGED;
          case REMOVED -> Instance.Status.REMOVED;
          case CREATED, UPDATED, SPLIT -> Instance.Status.ALIVE;
        };
    return new InstanceChange(
        revision, kind, instance(id, revision, status), 0, TIME.plusMillis(revision), 7);
  }

  static InstancesChanged event(InstanceChange... changes) {
    return new InstancesChanged(
        List.of(changes),
        new Anchors(new int[] {1, 2}, new float[] {0, 0, 0, 1, 1, 1}, 0.5f),
        Map.of(1, 9, 2, 1),
        7,
        420);
  }

  /** One change of instance 1 or 2 with this revision. */
  public static InstancesChanged event(long revision) {
    InstanceChange.Kind kind =
        revision <= 2 ? InstanceChange.Kind.CREATED : InstanceChange.Kind.UPDATED;
    return event(change(revision, kind, revision % 2 == 0 ? 2 : 1));
  }
}
