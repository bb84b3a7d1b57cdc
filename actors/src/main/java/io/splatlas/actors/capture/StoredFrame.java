package io.splatlas.actors.capture;

import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.PosedFrame;
import java.time.Instant;

/**
 * A durable frame.
 *
 * @param number in order of arrival within the scene, from 1
 * @param robotId whose
 * @param arrival when it arrived, by the server's clock
 * @param camera its intrinsics (its own or those of its stream)
 * @param frame as sent, checked
 */
public record StoredFrame(
    long number, String robotId, Instant arrival, CameraModel camera, PosedFrame frame) {}
