package io.splatlas.actors.cluster;

import io.splatlas.actors.spatial.Parallel;
import io.splatlas.actors.train.FrameLoader;
import io.splatlas.actors.train.TakenFrame;
import io.splatlas.gpu.GaussianSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * One look of a scene at its photographs: waits until there is memory for them, loads them, and
 * ends when what was made of them is no longer needed.
 */
final class PhotographLook implements AutoCloseable {
  private static final int COLOURS = 3;

  private final FrameLoader loader;
  private final List<TakenFrame> drawn;
  private final PhotographMemory.Share share;

  private PhotographLook(FrameLoader loader, List<TakenFrame> drawn, PhotographMemory.Share share) {
    this.loader = loader;
    this.drawn = drawn;
    this.share = share;
  }

  /**
   * Asks for the memory of those photographs that are worth a look.
   *
   * @param frames of the scene, in order of arrival
   */
  static PhotographLook ask(PhotographMemory memory, FrameLoader loader, List<TakenFrame> frames) {
    List<TakenFrame> drawn = IdDistillation.drawn(frames.size()).stream().map(frames::get).toList();
    long bytes = drawn.stream().mapToLong(PhotographLook::bytes).sum();
    return new PhotographLook(loader, drawn, memory.ask(bytes));
  }

  private static long bytes(TakenFrame frame) {
    return (long) COLOURS * frame.camera().width() * frame.camera().height();
  }

  /** Itself, when its turn has come. */
  CompletionStage<PhotographLook> mayBegin() {
    return share.had().thenApply(had -> this);
  }

  /**
   * Loads the photographs; blocks. Those that can no longer be decoded are left out.
   *
   * @throws IOException when the disk fails
   */
  IdDistillation distillation(GaussianSnapshot snapshot, ClusteringResult found)
      throws IOException {
    List<IdDistillation.Photograph> views = new ArrayList<>();
    for (TakenFrame frame : drawn) {
      loader
          .load(frame.number())
          .map(loaded -> new IdDistillation.Photograph(frame.camera(), loaded.image().rgb()))
          .ifPresent(views::add);
    }
    return new IdDistillation(snapshot, found, views, Parallel.sequential());
  }

  /** Gives the memory back; waits no longer if it waits. */
  @Override
  public void close() {
    share.close();
  }
}
