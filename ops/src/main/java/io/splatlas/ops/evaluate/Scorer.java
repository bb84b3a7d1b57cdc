package io.splatlas.ops.evaluate;

import io.splatlas.ops.dataset.CameraIntrinsics;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.eval.AveragePrecision;
import io.splatlas.ops.eval.Box;
import io.splatlas.ops.eval.PosedIds;
import io.splatlas.ops.eval.Psnr;
import io.splatlas.ops.eval.ScoredBox;
import io.splatlas.ops.eval.SegmentationEvaluation;
import io.splatlas.ops.eval.SegmentationScore;
import io.splatlas.ops.eval.Ssim;
import io.splatlas.ops.eval.TruthBoxes;
import io.splatlas.ops.eval.ViewConsistency;
import io.splatlas.ops.picture.IntImage;
import io.splatlas.ops.picture.RgbImage;
import io.splatlas.proto.v1.Instance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Collects renders view by view and scores them as METHOD section 9 says. */
final class Scorer {
  private static final float METRES_PER_MILLIMETRE = 0.001f;

  private final FramePreparer preparer;
  private final Photographs photographs;
  private final SegmentationEvaluation segmentation = new SegmentationEvaluation();
  private final TruthBoxes truthBoxes = new TruthBoxes();
  private final List<PosedIds> heldOut = new ArrayList<>();
  private double psnr;
  private double ssim;
  private int testViews;

  Scorer(FramePreparer preparer, Photographs photographs) {
    this.preparer = preparer;
    this.photographs = photographs;
  }

  /** Takes in a view; the photograph is the one to compare with. */
  void add(RenderedFrame render, RgbImage photograph) throws IOException {
    boolean test = render.frame().split() == Split.TEST;
    if (test) {
      psnr += Psnr.of(render.colour(), photograph);
      ssim += Ssim.of(render.colour(), photograph);
      testViews++;
    }
    Optional<IntImage> truth = photographs.mask(render.frame());
    Optional<float[]> depth = photographs.depth(render.frame());
    if (truth.isPresent()) {
      if (test) {
        segmentation.addTest(render.ids(), truth.get());
      } else {
        segmentation.addTraining(render.ids(), truth.get());
        depth.ifPresent(metres -> truthBoxes.add(posed(render, metres, truth.get(), truth)));
      }
    }
    if (test) {
      heldOut.add(
          posed(render, depth.orElseGet(() -> rendered(render.depth())), render.ids(), truth));
    }
  }

  private PosedIds posed(
      RenderedFrame render, float[] depth, IntImage ids, Optional<IntImage> truth) {
    CameraIntrinsics c = preparer.intrinsics(render.frame());
    return new PosedIds(Photographs.pinhole(c), render.frame().cameraToWorld(), depth, ids, truth);
  }

  private static float[] rendered(IntImage millimetres) {
    float[] metres = new float[millimetres.values().length];
    for (int i = 0; i < metres.length; i++) {
      metres[i] = millimetres.values()[i] * METRES_PER_MILLIMETRE;
    }
    return metres;
  }

  OptionalDouble psnr() {
    return testViews == 0 ? OptionalDouble.empty() : OptionalDouble.of(psnr / testViews);
  }

  OptionalDouble ssim() {
    return testViews == 0 ? OptionalDouble.empty() : OptionalDouble.of(ssim / testViews);
  }

  Optional<SegmentationScore> segmentation() {
    return segmentation.score();
  }

  OptionalDouble consistency() {
    return ViewConsistency.DEFAULT.of(heldOut);
  }

  /** Average precision of the instances' boxes. */
  OptionalDouble averagePrecision(List<Instance> instances, double threshold) {
    List<ScoredBox> boxes = instances.stream().map(Scorer::scored).toList();
    return AveragePrecision.of(boxes, truthBoxes.boxes().values(), threshold);
  }

  private static ScoredBox scored(Instance i) {
    return new ScoredBox(
        i.getId(),
        i.getConfidence(),
        new Box(
            i.getBox().getMin().getX(),
            i.getBox().getMin().getY(),
            i.getBox().getMin().getZ(),
            i.getBox().getMax().getX(),
            i.getBox().getMax().getY(),
            i.getBox().getMax().getZ()));
  }
}
