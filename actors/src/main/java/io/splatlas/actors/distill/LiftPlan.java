package io.splatlas.actors.distill;

import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.FeatureMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of a scene's keyframes was lifted, how it was projected, and what to lift next. Decides and
 * keeps accounts only: others describe and lift. Not thread-safe.
 */
final class LiftPlan {

  /** What comes next. */
  sealed interface Step {}

  /** One map on top of those that were lifted. */
  record One(Keyframes.Described keyframe, FeatureProjection projection) implements Step {}

  /** All maps at hand, after what was lifted is forgotten. */
  record Anew() implements Step {}

  /** A keyframe that the teacher was too busy for. */
  record Late(long number) implements Step {}

  /** Everything is lifted with the final geometry. */
  record Done() implements Step {}

  /** Nothing for now. */
  record Wait() implements Step {}

  private final DistillSettings settings;
  private final Keyframes keyframes;
  private final Deque<Keyframes.Described> toLift = new ArrayDeque<>();
  private final Set<Long> lifted = new HashSet<>();
  private @Nullable FeatureProjection projection;
  private boolean fittedToFirst;
  private boolean finishing;
  private boolean liftedAtEnd;
  private long iterations;
  private long iterationsAtRelift;
  private int describedFrames;

  /**
   * Nothing is lifted yet.
   *
   * @param memory for maps, shared with other scenes
   * @param projection of maps, null when it has to be learnt from them
   */
  LiftPlan(DistillSettings settings, MapMemory memory, @Nullable FeatureProjection projection) {
    this.settings = settings;
    this.keyframes = new Keyframes(settings.cacheBytes(), memory);
    this.projection = projection;
    this.fittedToFirst = projection != null;
  }

  /** A frame is a keyframe. */
  void chosen(long number, Camera camera) {
    keyframes.add(number, camera);
  }

  /** A keyframe cannot be described and is left out. */
  void undescribable(long number) {
    keyframes.remove(number);
  }

  /** The teacher has described a keyframe. */
  void described(Keyframes.Described keyframe) {
    describedFrames++;
    keyframes.keep(keyframe.number(), keyframe.map());
    toLift.addLast(keyframe);
  }

  /** So many iterations are done. */
  void trained(long now) {
    iterations = now;
  }

  /** Training is over. */
  void finish() {
    finishing = true;
  }

  /**
   * The Gaussians carry what was lifted of all keyframes so far. So nothing is lifted anew, which
   * would forget them, before they can be described again.
   */
  void alreadyLifted() {
    lifted.addAll(keyframes.undescribed());
  }

  /** Whether so many maps wait to be lifted that the teacher should rest. */
  boolean isBehind() {
    return toLift.size() >= settings.waiting();
  }

  /**
   * What to do next; nothing is under way.
   *
   * @param teacherIdle nothing is being described, nor waits for it
   */
  Step next(boolean teacherIdle) {
    FeatureProjection known = projection;
    if ((finishing && !liftedAtEnd && teacherIdle) || isAnewDue()) {
      return new Anew();
    }
    if (!toLift.isEmpty()) {
      return known == null ? new Anew() : new One(toLift.removeFirst(), known);
    }
    return liftedAtEnd && teacherIdle ? lateOne() : new Wait();
  }

  /** One by one, so that a long capture needs no more memory at its end than before. */
  private Step lateOne() {
    Optional<Long> late =
        keyframes.undescribed().stream().filter(number -> !lifted.contains(number)).findFirst();
    return late.isPresent() ? new Late(late.get()) : new Done();
  }

  /** Lifting anew forgets what was lifted from maps that are no longer kept: not before the end. */
  private boolean isAnewDue() {
    double due =
        Math.max((double) settings.reliftAfter(), iterationsAtRelift * settings.reliftGrowth());
    boolean fitDue = !fittedToFirst && describedFrames >= settings.firstKeyframes();
    if (finishing || (iterations < due && !fitDue) || lifted.isEmpty()) {
      return false;
    }
    return keyframes.undescribed().stream().noneMatch(lifted::contains);
  }

  /** A map is being lifted. */
  void lifting(One step) {
    lifted.add(step.keyframe().number());
  }

  /** Keyframes whose maps are at hand. */
  List<Keyframes.Described> atHand() {
    List<Keyframes.Described> all = new ArrayList<>(keyframes.described());
    Set<Long> kept = new HashSet<>();
    all.forEach(keyframe -> kept.add(keyframe.number()));
    toLift.stream().filter(keyframe -> !kept.contains(keyframe.number())).forEach(all::add);
    return all;
  }

  /**
   * The maps that a projection has to be learnt from before they can be lifted anew: the one time
   * at which features can be projected in another way. Empty when it is known for good, or there
   * are none.
   */
  List<FeatureMap> toLearnFrom() {
    FeatureProjection known = projection;
    if (known != null && known.mean() == null) {
      return List.of();
    }
    return atHand().stream().map(Keyframes.Described::map).toList();
  }

  /** A projection is being learnt from all maps at hand. */
  void learning() {
    fittedToFirst |= describedFrames >= settings.firstKeyframes();
  }

  /** A projection was learnt. */
  void learnt(FeatureProjection by) {
    projection = by;
  }

  /** Of the maps, null before one was learnt. */
  @Nullable FeatureProjection projection() {
    return projection;
  }

  /** These are being lifted anew. */
  void liftingAnew(List<Keyframes.Described> all) {
    iterationsAtRelift = iterations;
    lifted.clear();
    all.forEach(keyframe -> lifted.add(keyframe.number()));
    toLift.clear();
  }

  /**
   * They are lifted, or there was nothing to lift.
   *
   * @param teacherIdle nothing is being described, nor waits for it
   */
  void liftedAnew(boolean teacherIdle) {
    liftedAtEnd = finishing && teacherIdle;
  }

  /** Nothing more is lifted: gives back the memory of maps. */
  void end() {
    keyframes.forgetMaps();
    toLift.clear();
  }

  /** Keyframes. */
  int size() {
    return keyframes.size();
  }

  /** What was lifted, for whoever refines it. */
  Taught taught() {
    return new Taught(projection, keyframes.taught());
  }
}
