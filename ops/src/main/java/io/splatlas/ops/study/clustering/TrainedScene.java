package io.splatlas.ops.study.clustering;

import io.splatlas.actors.blob.FolderBlobStore;
import io.splatlas.actors.checkpoint.BlobCheckpoints;
import io.splatlas.actors.cluster.ClusteringInput;
import io.splatlas.actors.export.GaussianPly;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.actors.train.TakenFrame;
import io.splatlas.actors.train.TrainingCheckpoint;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.CaptureFrame;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A trained scene and the views that judge its instances.
 *
 * @param name of the capture
 * @param input what a clustering works on
 * @param views with ground truth, in the capture's order
 */
public record TrainedScene(String name, ClusteringInput input, List<TruthView> views) {
  private static final int MOST_GAUSSIANS = 5_000_000;

  public TrainedScene {
    views = List.copyOf(views);
  }

  /**
   * Reads the newest checkpoint of a scene from a server's data folder.
   *
   * @param data the server's folder; the server is gone
   * @param scene id
   * @param created when the scene was
   * @throws IOException when there is no checkpoint or the capture cannot be read
   */
  public static TrainedScene read(Capture capture, Path data, String scene, Instant created)
      throws IOException {
    TrainingCheckpoint checkpoint =
        new BlobCheckpoints(
                new FolderBlobStore(data.resolve("blobs")), scene, created, Telemetry.NONE)
            .newest()
            .orElseThrow(
                () -> new IOException("there is no checkpoint of " + scene + " in " + data));
    return new TrainedScene(
        capture.name(),
        new ClusteringInput(
            checkpoint.gaussians(),
            checkpoint.progress().frames().stream().map(TakenFrame::camera).toList()),
        views(capture));
  }

  /**
   * Reads a scene that {@code train --out} or {@code export} wrote, seen by the cameras that it was
   * learnt from.
   *
   * @throws IOException when file or capture cannot be read
   */
  public static TrainedScene read(Capture capture, Path ply) throws IOException {
    List<TruthView> views = views(capture);
    return new TrainedScene(
        capture.name(),
        new ClusteringInput(
            snapshot(ply),
            views.stream().filter(view -> !view.heldOut()).map(TruthView::camera).toList()),
        views);
  }

  /**
   * The Gaussians of a .ply as a snapshot that nothing is known of: identities from 1, no
   * instances.
   *
   * @throws IOException when the file cannot be read
   */
  public static GaussianSnapshot snapshot(Path ply) throws IOException {
    GaussianBatch gaussians;
    try (InputStream in = Files.newInputStream(ply)) {
      gaussians = GaussianPly.read(in, MOST_GAUSSIANS).gaussians();
    }
    int n = gaussians.count();
    return new GaussianSnapshot(
        gaussians, LongStream.rangeClosed(1, n).toArray(), new int[n], new float[n]);
  }

  private static List<TruthView> views(Capture capture) throws IOException {
    List<TruthView> views = new ArrayList<>();
    for (CaptureFrame frame : capture.frames()) {
      if (frame.mask().isPresent()) {
        views.add(TruthView.read(frame));
      }
    }
    return views;
  }
}
