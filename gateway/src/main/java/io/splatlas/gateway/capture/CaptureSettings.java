package io.splatlas.gateway.capture;

import io.splatlas.gateway.GatewayTelemetry;
import io.splatlas.gateway.access.SceneAsks;
import java.time.Duration;

/**
 * What every capture stream shares.
 *
 * @param asks to find and open scenes
 * @param mostInFlight unanswered frames held for a robot whatever its credit
 * @param mostOverrun frames in a row beyond the credit before the stream is ended
 * @param framesPerSecond of one robot taken in on average
 * @param mostPressing how long a robot may go on sending faster than that before its stream is
 *     ended
 * @param frameTimeout longest wait for an answer to a frame
 * @param offenders who must stay away for a while
 * @param telemetry told of streams opened and closed and of overrun
 */
public record CaptureSettings(
    SceneAsks asks,
    int mostInFlight,
    int mostOverrun,
    int framesPerSecond,
    Duration mostPressing,
    Duration frameTimeout,
    Offenders offenders,
    GatewayTelemetry telemetry) {}
