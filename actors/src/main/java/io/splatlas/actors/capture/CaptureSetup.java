package io.splatlas.actors.capture;

import io.splatlas.actors.telemetry.Telemetry;

/**
 * What a capture works with.
 *
 * @param scene id, for logs
 * @param options how it takes frames
 * @param budget of all scenes' frames
 * @param telemetry is told of every frame
 */
public record CaptureSetup(
    String scene, CaptureOptions options, FrameBudget budget, Telemetry telemetry) {}
