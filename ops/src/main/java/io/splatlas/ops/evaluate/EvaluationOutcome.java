package io.splatlas.ops.evaluate;

import io.splatlas.ops.eval.EvaluationReport;
import io.splatlas.ops.eval.SegmentationScore;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What an evaluation found.
 *
 * @param report the scores
 * @param segmentation object by object, where there is ground truth
 * @param overview a picture of held-out views, where pictures were kept
 */
public record EvaluationOutcome(
    EvaluationReport report, Optional<SegmentationScore> segmentation, Optional<Path> overview) {}
