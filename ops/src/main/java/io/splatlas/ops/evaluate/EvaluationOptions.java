package io.splatlas.ops.evaluate;

import io.splatlas.proto.v1.SceneOptions;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How to evaluate.
 *
 * @param sceneId of the scene to be made, empty = the server names it
 * @param fps frames a second at which the robot streams; 0 = as fast as its credit allows
 * @param withDepth send depth where frames have it
 * @param withPoints send the capture's sparse points along with the frames
 * @param scene options of the scene to be made
 * @param out where to keep the scene and the pictures
 */
public record EvaluationOptions(
    String sceneId,
    double fps,
    boolean withDepth,
    boolean withPoints,
    SceneOptions scene,
    Optional<Path> out) {}
