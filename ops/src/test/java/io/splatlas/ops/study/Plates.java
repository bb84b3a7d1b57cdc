package io.splatlas.ops.study;

import io.splatlas.actors.export.GaussianPly;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.Devices;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import io.splatlas.ops.dataset.CameraIntrinsics;
import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.picture.IntImage;
import io.splatlas.ops.picture.Png;
import io.splatlas.ops.picture.RgbImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A capture on disk of two plates side by side, a red one (1 in the truth) and a blue one (2), and
 * the Gaussians it was rendered of as a trained scene.
 *
 * @param capture four views, the last one held out
 * @param ply the scene
 */
record Plates(StudyCapture capture, Path ply) {
  private static final int SIDE = 64;
  private static final int OF_A_PLATE = 400;

  static Plates in(Path folder) throws IOException {
    GaussianBatch batch = gaussians();
    Path ply = folder.resolve("scene.ply");
    try (OutputStream out = Files.newOutputStream(ply)) {
      new GaussianPly(batch, new int[batch.count()]).writeTo(out);
    }
    List<CaptureFrame> frames = new ArrayList<>();
    try (GpuDevice device = Devices.create("cpu", 1 << 28);
        GaussianSet set = device.allocate(batch.layout(), batch.count())) {
      device.append(set, batch);
      for (int index = 0; index < 4; index++) {
        frames.add(photograph(folder, device, set, index));
      }
    }
    Capture capture =
        new Capture("plates", frames, List.of(), Optional.empty(), Optional.of(List.of()));
    return new Plates(new StudyCapture(capture, new FramePreparer(SIDE)), ply);
  }

  private static GaussianBatch gaussians() {
    GaussianBatch batch = GaussianBatch.zeros(new GaussianLayout(0, 0), 2 * OF_A_PLATE);
    float[][] planes = batch.planes();
    for (int i = 0; i < batch.count(); i++) {
      int plate = i / OF_A_PLATE;
      planes[GaussianLayout.POSITION][i] = (plate == 0 ? -0.45f : 0.05f) + 0.02f * (i % 20);
      planes[GaussianLayout.POSITION + 1][i] = -0.2f + 0.02f * (i / 20 % 20);
      planes[GaussianLayout.POSITION + 2][i] = 1;
      planes[GaussianLayout.ROTATION][i] = 1;
      for (int axis = 0; axis < 3; axis++) {
        planes[GaussianLayout.SCALE + axis][i] = (float) Math.log(0.012);
      }
      planes[GaussianLayout.OPACITY][i] = 4;
      planes[GaussianLayout.SH_DC + (plate == 0 ? 0 : 2)][i] = 1.5f;
    }
    return batch;
  }

  private static CaptureFrame photograph(Path folder, GpuDevice device, GaussianSet set, int index)
      throws IOException {
    double[] pose = {1, 0, 0, 0.02 * index - 0.03, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    Camera camera = Camera.fromCameraToWorld(SIDE, SIDE, 64, 64, 32, 32, pose);
    RenderedView view = device.render(set, camera, RenderOptions.of(Layer.COLOUR, Layer.ALPHA));
    float[] colour = Objects.requireNonNull(view.colour());
    float[] alpha = Objects.requireNonNull(view.alpha());
    byte[] rgb = new byte[colour.length];
    int[] truth = new int[alpha.length];
    for (int p = 0; p < truth.length; p++) {
      for (int c = 0; c < 3; c++) {
        rgb[3 * p + c] = (byte) Math.round(255 * Math.clamp(colour[3 * p + c], 0f, 1f));
      }
      boolean red = colour[3 * p] > colour[3 * p + 2];
      truth[p] = alpha[p] < 0.5f ? 0 : red ? 1 : 2;
    }
    Path image = folder.resolve(index + ".png");
    Path mask = folder.resolve("mask" + index + ".png");
    Png.write(image, new RgbImage(SIDE, SIDE, rgb));
    Png.write16(mask, new IntImage(SIDE, SIDE, truth));
    return new CaptureFrame(
        index,
        index + ".png",
        image,
        Optional.empty(),
        Optional.of(mask),
        pose,
        CameraIntrinsics.pinhole(SIDE, SIDE, 64, 64, 32, 32),
        0.2 * index,
        index == 3 ? Split.TEST : Split.TRAIN);
  }
}
