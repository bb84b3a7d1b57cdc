package io.splatlas.actors.scene;

import io.splatlas.actors.history.Anchors;
import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.InstanceFeed;
import io.splatlas.actors.train.Checkpoints;
import io.splatlas.actors.train.TrainingCheckpoint;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checkpoints whose Gaussians carry the ids of what was told last, though they may have been
 * written before that.
 */
final class RelabelledCheckpoints implements Checkpoints {
  private final Checkpoints checkpoints;
  private final Anchors anchors;
  private final long revision;
  private final Set<Integer> living;

  /**
   * @param anchors of what was told last
   * @param told last
   */
  RelabelledCheckpoints(Checkpoints checkpoints, Anchors anchors, InstanceFeed.Snapshot told) {
    this.checkpoints = checkpoints;
    this.anchors = anchors;
    this.revision = told.revision();
    this.living = told.instances().stream().map(Instance::id).collect(Collectors.toSet());
  }

  @Override
  public Optional<TrainingCheckpoint> newest() throws IOException {
    return checkpoints.newest().map(this::relabel);
  }

  private TrainingCheckpoint relabel(TrainingCheckpoint checkpoint) {
    boolean older = checkpoint.revision() != revision;
    return new TrainingCheckpoint(
        anchors.relabel(checkpoint.gaussians(), living::contains, older),
        revision,
        checkpoint.progress(),
        checkpoint.projection());
  }

  @Override
  public long save(TrainingCheckpoint checkpoint) throws IOException {
    return checkpoints.save(checkpoint);
  }
}
