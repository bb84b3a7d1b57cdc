package io.splatlas.actors.query;

import io.splatlas.actors.distill.Teacher;
import io.splatlas.actors.image.DecodeException;
import io.splatlas.actors.image.DecodeLimits;
import io.splatlas.actors.image.DecodeMemory;
import io.splatlas.actors.image.ImageDecoder;
import io.splatlas.actors.model.ImageQuestion;
import io.splatlas.actors.model.SceneProblem;

/** What a teacher says of a picture that nobody trusts. */
final class SaidOfPicture {
  private SaidOfPicture() {}

  /**
   * Decodes and describes; takes as long as the teacher does.
   *
   * @throws SceneProblem INVALID when the picture cannot be decoded or is too large
   */
  static float[] of(Teacher teacher, ImageQuestion question) {
    try {
      return DecodeMemory.ofHeap()
          .within(question.width(), question.height(), () -> now(teacher, question));
    } catch (DecodeException broken) {
      throw new SceneProblem(
          SceneProblem.Reason.INVALID, "the picture cannot be used: " + broken.getMessage());
    }
  }

  private static float[] now(Teacher teacher, ImageQuestion question) throws DecodeException {
    byte[] rgb =
        new ImageDecoder(DecodeLimits.ofHeap())
            .colour(question.encoding(), question.image(), question.width(), question.height());
    return teacher.embed(question.width(), question.height(), rgb);
  }
}
