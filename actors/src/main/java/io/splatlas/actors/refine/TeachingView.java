package io.splatlas.actors.refine;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.FeatureMap;

/**
 * A keyframe that teaches the field.
 *
 * @param camera at training resolution
 * @param rgb the photograph at that resolution, interleaved
 * @param teacher the teacher's map with all its channels
 */
public record TeachingView(Camera camera, byte[] rgb, FeatureMap teacher) {}
