package io.splatlas.actors.seed;

import io.splatlas.actors.image.TrainingImage;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.RenderedView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to seed from.
 *
 * @param image the new frame
 * @param render colour, depth and alpha of the scene at the new frame's camera (same size); null
 *     when the scene is empty
 * @param previous earlier frames, oldest first, for stereo: pass the same objects again from call
 *     to call, what is computed on them is kept; those with a useful baseline are chosen here
 * @param points x y z per point the robot sent with the frame, metres, world; empty without
 * @param pointColours red green blue per point; empty = taken from the image
 * @param layout of the scene
 * @param options how
 */
public record SeedRequest(
    TrainingImage image,
    @Nullable RenderedView render,
    List<TrainingImage> previous,
    float[] points,
    byte[] pointColours,
    GaussianLayout layout,
    SeedOptions options) {
  public SeedRequest {
    previous = List.copyOf(previous);
  }
}
