package io.splatlas.actors.distill;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.SyntheticScene;
import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.actors.runtime.GpuSlice;
import io.splatlas.actors.train.LoadedFrame;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.TrainingView;
import io.splatlas.gpu.reference.ReferenceDevice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A teacher of three channels and Gaussians that carry two. */
class LiftingTest {
  private static final GaussianLayout LAYOUT = new GaussianLayout(0, 2);
  private static final List<LoadedFrame> FRAMES = SyntheticScene.frames(6);

  private final GpuDevice device = ReferenceDevice.create(64L << 20, "test");
  private final SceneModel model = model();

  @AfterEach
  void close() {
    device.close();
  }

  private SceneModel model() {
    GaussianSet set = device.allocate(LAYOUT, 1_000);
    device.append(set, SyntheticScene.truth(LAYOUT));
    return new SceneModel(set);
  }

  /** Nothing but the device, and no time: a step is a slice. */
  private final class Slice implements GpuSlice {
    @Override
    public GpuDevice device() {
      return device;
    }

    @Override
    public boolean timeLeft() {
      return false;
    }

    @Override
    public GaussianSet keep(GaussianSet kept) {
      return kept;
    }

    @Override
    public TrainingView keep(TrainingView kept) {
      return kept;
    }

    @Override
    public void release(GaussianSet kept) {
      kept.close();
    }

    @Override
    public void release(TrainingView kept) {
      kept.close();
    }
  }

  private static List<Keyframes.Described> keyframes() {
    Teacher teacher = SyntheticScene.colourTeacher();
    List<Keyframes.Described> all = new ArrayList<>();
    for (LoadedFrame frame : FRAMES) {
      FeatureMap map =
          teacher.describe(frame.image().width(), frame.image().height(), frame.image().rgb());
      all.add(new Keyframes.Described(frame.number(), frame.image().camera(), map));
    }
    return all;
  }

  private static FeatureProjection learnt(List<Keyframes.Described> from) {
    return ProjectionFitter.fit(from.stream().map(Keyframes.Described::map).toList(), 2);
  }

  private int lift(
      SceneModel of, FeatureProjection by, List<Keyframes.Described> all, boolean anew) {
    Lifting job = new Lifting(of, by, all, anew);
    int slices = 1;
    while (!job.runSlice(new Slice())) {
      slices++;
    }
    assertEquals(all.size(), job.result().lifted());
    return slices;
  }

  private float[][] field(SceneModel of) {
    GaussianSnapshot snapshot = device.snapshot(of.set());
    float[][] planes = snapshot.gaussians().planes();
    return new float[][] {
      planes[LAYOUT.featureOffset()], planes[LAYOUT.featureOffset() + 1], snapshot.liftingWeights()
    };
  }

  private static void assertSame(float[][] expected, float[][] actual, float within) {
    for (int plane = 0; plane < expected.length; plane++) {
      assertArrayEquals(expected[plane], actual[plane], within, "plane " + plane);
    }
  }

  @Test
  void shouldLiftTheSameInAnyOrderAndInAnyPieces() {
    List<Keyframes.Described> all = keyframes();
    FeatureProjection by = learnt(all);
    assertEquals(6, lift(model, by, all, false), "a slice that has no time takes one step");
    List<Keyframes.Described> turned = new ArrayList<>(all);
    Collections.reverse(turned);
    SceneModel other = model();
    turned.forEach(keyframe -> lift(other, by, List.of(keyframe), false));
    assertSame(field(model), field(other), 1e-4f);
    assertTrue(field(model)[2][0] > 0, "something was lifted");
  }

  @Test
  void shouldLoseNothingWhenTheProjectionChanges() {
    List<Keyframes.Described> all = keyframes();
    FeatureProjection early = learnt(all.subList(0, 1));
    FeatureProjection late = learnt(all);
    lift(model, early, all.subList(0, 3), false);
    float[][] before = field(model);
    lift(model, late, all, true);
    assertEquals(late, model.projection(), "queries go by the new one");
    SceneModel fresh = model();
    lift(fresh, late, all, false);
    assertSame(field(fresh), field(model), 1e-5f);
    assertNotEquals(before[0][0], field(model)[0][0], "the projections are different ones");
  }

  @Test
  void shouldForgetWhatWasLiftedBeforeGaussiansMoved() {
    List<Keyframes.Described> all = keyframes();
    FeatureProjection by = learnt(all);
    lift(model, by, all, false);
    float[][] stale = field(model);
    GaussianSnapshot before = device.snapshot(model.set());
    float[] x = before.gaussians().planes()[GaussianLayout.POSITION];
    for (int i = 0; i < x.length; i += 3) {
      x[i] = -x[i]; // A third of each blob is now in the other one.
    }
    GaussianSet moved = device.allocate(LAYOUT, 1_000);
    device.restore(moved, before);
    SceneModel carried = new SceneModel(moved);
    assertSame(stale, field(carried), 0);
    lift(carried, by, all, true);
    GaussianSet appended = device.allocate(LAYOUT, 1_000);
    device.append(appended, before.gaussians());
    SceneModel fresh = new SceneModel(appended);
    lift(fresh, by, all, false);
    assertSame(field(fresh), field(carried), 1e-5f);
    double changed = 0;
    for (int i = 0; i < x.length; i++) {
      changed += Math.abs(stale[2][i] - field(carried)[2][i]);
    }
    assertTrue(changed > 1, "weights are those of where they are now");
  }

  @Test
  void shouldLiftNoMorePixelsThanTellCellsApart() {
    Camera camera =
        new Camera(480, 270, 400, 400, 240, 135, FRAMES.get(0).image().camera().worldToCamera());
    assertEquals(240, Lifting.liftedAt(camera, cells(120, 67)).width(), "cells of four pixels");
    assertEquals(135, Lifting.liftedAt(camera, cells(120, 67)).height());
    assertEquals(240, Lifting.liftedAt(camera, cells(30, 17)).width(), "not below half");
    assertEquals(320, Lifting.liftedAt(camera, cells(160, 90)).width(), "cells of three pixels");
    assertEquals(camera, Lifting.liftedAt(camera, cells(480, 270)), "a cell is a pixel");
  }

  private static FeatureMap cells(int columns, int rows) {
    return new FeatureMap(columns, rows, 1, new float[columns * rows]);
  }

  @Test
  void shouldTellGaussiansTheSameFromFewerPixels() {
    List<Keyframes.Described> coarse = new ArrayList<>();
    for (LoadedFrame frame : FRAMES) {
      Camera camera = frame.image().camera();
      FeatureMap map =
          SyntheticScene.colourTeacher()
              .describe(camera.width(), camera.height(), frame.image().rgb());
      coarse.add(new Keyframes.Described(frame.number(), camera, averaged(map)));
    }
    FeatureProjection by = learnt(coarse);
    lift(model, by, coarse, false);
    SceneModel full = model();
    for (Keyframes.Described keyframe : coarse) {
      device.lift(full.set(), keyframe.camera(), by.project(keyframe.map()));
    }
    float[][] few = field(model);
    float[][] all = field(full);
    double apart = 0;
    int seen = 0;
    for (int i = 0; i < few[0].length; i++) {
      if (all[2][i] > 4) { // by more than a few pixels
        assertTrue(few[2][i] > 0, "seen at half the size too: " + i);
        apart += Math.abs(all[0][i] - few[0][i]);
        seen++;
      }
    }
    assertTrue(seen > 20, "many are seen");
    // Images of 32 pixels: half of that blurs more than it would in a photograph.
    assertEquals(0, apart / seen, 0.1, "mean difference of the first channel");
  }

  /** Cells of four by four pixels. */
  private static FeatureMap averaged(FeatureMap map) {
    int columns = map.width() / 4;
    int rows = map.height() / 4;
    float[] values = new float[map.channels() * columns * rows];
    for (int c = 0; c < map.channels(); c++) {
      for (int y = 0; y < 4 * rows; y++) {
        for (int x = 0; x < 4 * columns; x++) {
          values[(c * rows + y / 4) * columns + x / 4] +=
              map.values()[(c * map.height() + y) * map.width() + x] / 16;
        }
      }
    }
    return new FeatureMap(columns, rows, map.channels(), values);
  }
}
