package io.splatlas.ops.dataset;

import java.util.List;
import java.util.Optional;

/**
 * A capture on disk: the frames in the order in which a robot would have taken them.
 *
 * @param name the folder's name
 * @param frames at least one, by time, or by name where the capture has no times
 * @param missing what the capture lists and does not have
 * @param points sparse surface points in the frames' world, if there are any
 * @param labels the ground-truth objects in the order of the file; empty optional where there is no
 *     ground truth
 */
public record Capture(
    String name,
    List<CaptureFrame> frames,
    List<MissingFrame> missing,
    Optional<SparsePoints> points,
    Optional<List<Label>> labels) {

  public Capture {
    frames = List.copyOf(frames);
    missing = List.copyOf(missing);
    labels = labels.map(List::copyOf);
  }

  /** The frames of one split, in order. */
  public List<CaptureFrame> frames(Split split) {
    return frames.stream().filter(frame -> frame.split() == split).toList();
  }

  /** What people call an object of the truth. */
  public String nameOf(int object) {
    return labels.stream()
        .flatMap(List::stream)
        .filter(label -> label.id() == object)
        .map(Label::name)
        .findFirst()
        .orElse("object " + object);
  }
}
