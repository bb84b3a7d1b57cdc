package io.splatlas.actors.scene;

import io.splatlas.actors.distill.NewGround;
import io.splatlas.actors.refine.RefinementPlan;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.actors.train.TakenFrame;
import io.splatlas.actors.train.TrainingProgress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far learning is: the frames at hand, the model on the device and what it has been through.
 */
final class SceneLearning {
  private final List<TakenFrame> taken = new ArrayList<>();
  private NewGround ground = new NewGround();
  private @Nullable SceneModel model;
  private int models;

  /** Whether instances may change again. */
  final CatchUp catchUp;

  /** Frames of the log, null until it is open. */
  @Nullable StoredFrames frames;

  /** Metres; of the last model while there is none. */
  double extent = 1;

  /** No more frames will become durable. */
  boolean captureFinished;

  /** The present model is trained to its goal. */
  boolean trained;

  /** The present model came with everything done to it. */
  boolean complete;

  /** The present model has its final semantics. */
  boolean distilled;

  /** What the distiller lifted is complete, not being lifted anew. */
  boolean settled = true;

  /** The present model went on from a checkpoint. */
  boolean resumed;

  /** Clustering and refining by turns. */
  final SceneRounds rounds;

  SceneLearning(CatchUp catchUp, RefinementPlan plan) {
    this.catchUp = catchUp;
    this.rounds = new SceneRounds(plan);
  }

  /** A model begins on the device, having been through this. */
  void beginModel(SceneModel begun, TrainingProgress from) {
    model = begun;
    models++;
    taken.addAll(from.frames());
    extent = from.frames().isEmpty() ? extent : from.extent();
    from.frames().forEach(frame -> ground.offer(frame.camera(), extent));
    settled = true;
    resumed = !from.frames().isEmpty();
  }

  /** The model is gone, and all that was learnt with it. */
  void forgetModel() {
    model = null;
    trained = false;
    complete = false;
    distilled = false;
    rounds.forget();
    taken.clear();
    ground = new NewGround();
  }

  /** The present model, null while there is none. */
  @Nullable SceneModel model() {
    return model;
  }

  boolean isPresent(SceneModel other) {
    return other.equals(model);
  }

  /** Models before the present one. */
  int generation() {
    return models - 1;
  }

  /**
   * A frame was taken up.
   *
   * @return whether it shows ground that none before has shown
   */
  boolean took(TakenFrame frame, double newExtent) {
    taken.add(frame);
    extent = newExtent;
    return ground.offer(frame.camera(), extent);
  }

  /** Frames that the present model has taken up, in their order. */
  List<TakenFrame> taken() {
    return List.copyOf(taken);
  }

  boolean hasTaken() {
    return !taken.isEmpty();
  }
}
