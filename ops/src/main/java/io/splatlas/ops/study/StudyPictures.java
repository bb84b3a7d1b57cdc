package io.splatlas.ops.study;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.picture.IdPalette;
import io.splatlas.ops.picture.IntImage;
import io.splatlas.ops.picture.RgbImage;
import io.splatlas.ops.picture.Sheet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The same held-out view once per row of a table, side by side, the photograph first. */
public final class StudyPictures {
  private static final int COLUMNS = 3;

  private final StudyCapture capture;
  private final CaptureFrame frame;
  private final List<Sheet.Panel> panels = new ArrayList<>();

  /** Pictures of scenes of a capture in the middle one of its held-out views. */
  public StudyPictures(StudyCapture capture) throws IOException {
    this.capture = capture;
    List<CaptureFrame> heldOut = capture.capture().frames(Split.TEST);
    List<CaptureFrame> all = heldOut.isEmpty() ? capture.capture().frames() : heldOut;
    frame = all.get(all.size() / 2);
    panels.add(new Sheet.Panel("photograph", capture.photograph(frame)));
  }

  /** Adds what a scene's ids look like now. */
  public void add(String label, StudyScene scene) {
    Camera camera = capture.camera(frame);
    RenderedView view = scene.render(camera, RenderOptions.of(Layer.IDS));
    RgbImage painted =
        IdPalette.paint(
            new IntImage(camera.width(), camera.height(), Objects.requireNonNull(view.ids())));
    panels.add(new Sheet.Panel(label, painted));
  }

  /** All of them on one sheet. */
  public RgbImage sheet() {
    return Sheet.grid(panels, COLUMNS);
  }
}
