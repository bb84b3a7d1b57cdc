package io.splatlas.ops.evaluate;

import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.picture.IntImage;
import io.splatlas.ops.picture.RgbImage;

/**
 * What the server rendered for the pose of a frame.
 *
 * @param frame whose pose it is
 * @param colour the render
 * @param ids instance per pixel, 0 = none
 * @param depth millimetres, 0 = nothing
 */
record RenderedFrame(CaptureFrame frame, RgbImage colour, IntImage ids, IntImage depth) {}
