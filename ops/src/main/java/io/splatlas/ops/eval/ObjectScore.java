package io.splatlas.ops.eval;

/**
 * How well one ground-truth object was found.
 *
 * @param truth the object's id
 * @param predicted the id matched to it on the training views, 0 if none
 * @param iou over all test views, in [0, 1]
 * @param boundaryIou over all test views, in [0, 1]
 * @param testPixels the object's pixels in all test views
 */
public record ObjectScore(
    int truth, int predicted, double iou, double boundaryIou, long testPixels) {}
