package io.splatlas.gateway.fake;

import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.InstanceChange;
import java.time.Instant;

/** Instances for tests. */
public final class Instances {
  private Instances() {}

  public static Instance alive(int id, long revision) {
    return instance(id, revision, Instance.Status.ALIVE);
  }

  public static Instance instance(int id, long revision, Instance.Status status) {
    return new Instance(
        id,
        Instance.Kind.OBJECT,
        status,
        100,
        new float[] {1, 2, 3},
        new float[] {0, 1, 2, 2, 3, 4},
        new float[] {0.5f, 0.25f, 1},
        0.75f,
        1,
        revision,
        0,
        0,
        Instant.ofEpochSecond(1_700_000_000, 5));
  }

  public static InstanceChange change(long revision, InstanceChange.Kind kind, int id) {
    Instance.Status status =
        switch (kind) {
          case MERGED -> Instance.Status.MERGED;
          case REMOVED -> Instance.Status.REMOVED;
          case CREATED, UPDATED, SPLIT -> Instance.Status.ALIVE;
        };
    return new InstanceChange(
        revision,
        kind,
        instance(id, revision, status),
        0,
        Instant.ofEpochSecond(revision),
        revision);
  }
}
