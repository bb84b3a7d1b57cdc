package io.splatlas.ops.offline;

import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.seed.FrameSeeder;
import io.splatlas.actors.train.OfflineTraining;
import io.splatlas.actors.train.TrainingSchedule;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import io.splatlas.ops.dataset.CameraIntrinsics;
import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.eval.Psnr;
import io.splatlas.ops.eval.Ssim;
import io.splatlas.ops.evaluate.Photographs;
import io.splatlas.ops.picture.IntImage;
import io.splatlas.ops.picture.Png;
import io.splatlas.ops.picture.RgbImage;
import io.splatlas.ops.picture.Sheet;
import io.splatlas.ops.replay.PointShares;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Trains one capture on a device of its own and scores any of its views. */
public final class OfflineRun implements AutoCloseable {
  /** Semantics are not learnt here. */
  private static final int NO_FEATURES = 0;

  private static final Pattern ENDING = Pattern.compile("\\.[^.]*$");

  private final FramePreparer preparer;
  private final Photographs photographs;
  private final List<CaptureFrame> frames;
  private final GpuDevice device;
  private final OfflineTraining training;

  /**
   * @param capture whose training frames are learnt from
   * @param points told along with the frames
   * @param noise of the exposures of training frames
   * @param iterationsPerFrame see {@link OfflineTraining}
   * @param device used by this run only, closed by others
   */
  public OfflineRun(
      Capture capture,
      FramePreparer preparer,
      PointShares points,
      ExposureNoise noise,
      SceneOptions options,
      HyperParameters parameters,
      int iterationsPerFrame,
      GpuDevice device,
      OfflineTraining.Listener listener) {
    this.preparer = preparer;
    this.photographs = new Photographs(preparer);
    this.device = device;
    this.frames = capture.frames(Split.TRAIN);
    training =
        new OfflineTraining(
            new OfflineTraining.Setup(
                new GaussianLayout(options.shDegree(), NO_FEATURES),
                new TrainingSchedule(parameters.training(), options),
                parameters.seeding(),
                new CaptureLoader(frames, preparer, points, noise),
                frames.size(),
                new FrameSeeder(),
                device),
            iterationsPerFrame,
            listener);
  }

  /** Trains to the goal; iterations done. */
  public long train() throws IOException {
    return training.run();
  }

  /** All Gaussians as they are. */
  public GaussianSnapshot snapshot() {
    return device.snapshot(training.model().set());
  }

  /**
   * Gives Gaussians their instances; those that have come since keep what they inherited.
   *
   * @param snapshot whose Gaussians are meant
   * @param instances id per Gaussian of it, 0 = none
   */
  public void assign(GaussianSnapshot snapshot, int[] instances) {
    device.assignInstances(training.model().set(), snapshot.identities(), instances);
  }

  /** Ids of instances as a view sees them. */
  public IntImage ids(CaptureFrame view) {
    RenderedView rendered = training.render(camera(view), RenderOptions.of(Layer.IDS));
    return new IntImage(
        rendered.width(), rendered.height(), Objects.requireNonNull(rendered.ids()));
  }

  /** The pinhole camera of a frame at the size at which it is trained. */
  public Camera camera(CaptureFrame view) {
    return camera(view, preparer);
  }

  /**
   * A training frame is where refinement found it, if it was asked for: that is what was learnt.
   */
  private Camera camera(CaptureFrame view, FramePreparer at) {
    CameraIntrinsics c = at.intrinsics(view);
    int index = frames.indexOf(view);
    Optional<Camera> refined = index < 0 ? Optional.empty() : training.refinedPose(index + 1);
    if (refined.isPresent()) {
      double[] pose = refined.get().worldToCamera();
      return new Camera(c.width(), c.height(), c.fx(), c.fy(), c.cx(), c.cy(), pose);
    }
    return Camera.fromCameraToWorld(
        c.width(), c.height(), c.fx(), c.fy(), c.cx(), c.cy(), view.cameraToWorld());
  }

  /** The truth of a frame, where the capture has it, at the same size. */
  public Optional<IntImage> truth(CaptureFrame view) throws IOException {
    return photographs.mask(view);
  }

  /** The mean score of some views. */
  public HeldOutScore score(List<CaptureFrame> views) throws IOException {
    return score(views, preparer, photographs);
  }

  /**
   * The mean score of some views when they are looked at from a distance: rendered at half the
   * width that was learnt from, against the photographs averaged to it.
   */
  public HeldOutScore scoreAtHalfTheWidth(List<CaptureFrame> views) throws IOException {
    int widest = views.stream().mapToInt(v -> preparer.intrinsics(v).width()).max().orElse(2);
    FramePreparer half = new FramePreparer(Math.max(1, widest / 2));
    return score(views, half, new Photographs(half));
  }

  private HeldOutScore score(List<CaptureFrame> views, FramePreparer at, Photographs truth)
      throws IOException {
    double psnr = 0;
    double ssim = 0;
    for (CaptureFrame view : views) {
      RgbImage render = render(view, at);
      RgbImage photograph = truth.colour(view, render);
      psnr += Psnr.of(render, photograph) / views.size();
      ssim += Ssim.of(render, photograph) / views.size();
    }
    return new HeldOutScore(views.size(), psnr, ssim);
  }

  /** Writes render and photograph side by side, one file a view. */
  public void picture(List<CaptureFrame> views, Path folder) throws IOException {
    for (CaptureFrame view : views) {
      RgbImage render = render(view, preparer);
      String name = ENDING.matcher(view.name().replace('/', '_')).replaceFirst("") + ".png";
      Png.write(
          folder.resolve(name),
          Sheet.row(
              List.of(
                  new Sheet.Panel("render", render),
                  new Sheet.Panel("photograph", photographs.colour(view, render)))));
    }
  }

  private RgbImage render(CaptureFrame view, FramePreparer at) {
    RenderedView rendered = training.render(camera(view, at), RenderOptions.of(Layer.COLOUR));
    float[] colour = Objects.requireNonNull(rendered.colour());
    byte[] rgb = new byte[colour.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) Math.round(255 * Math.clamp(colour[i], 0f, 1f));
    }
    return new RgbImage(rendered.width(), rendered.height(), rgb);
  }

  @Override
  public void close() {
    training.close();
  }
}
