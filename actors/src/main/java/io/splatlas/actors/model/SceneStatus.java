package io.splatlas.actors.model;

import io.splatlas.gpu.Camera;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A scene's present statistics.
 *
 * @param id the scene
 * @param state what it is doing
 * @param options in force
 * @param created when
 * @param frames durable frames
 * @param trainedFrames frames that training has taken up
 * @param gaussians now
 * @param iterations training iterations done
 * @param instances alive
 * @param revision of the instances
 * @param trainingPsnr dB over the last iterations, 0 before the first
 * @param bounds axis-aligned min x y z, max x y z of trusted Gaussians, metres; empty before the
 *     first
 * @param failure why it failed, empty otherwise
 * @param clusterings done
 * @param newestCamera of the newest frame that training has taken up; null before the first
 */
public record SceneStatus(
    String id,
    SceneState state,
    SceneOptions options,
    Instant created,
    long frames,
    long trainedFrames,
    int gaussians,
    long iterations,
    int instances,
    long revision,
    double trainingPsnr,
    float[] bounds,
    String failure,
    long clusterings,
    @Nullable Camera newestCamera) {}
