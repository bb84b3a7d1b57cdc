/**
 * Taking frames in: checks, the durable frame log, and the capture actor that answers robots.
 * Depends on image, geometry, the model and telemetry; knows no training.
 */
@NullMarked
package io.splatlas.actors.capture;

import org.jspecify.annotations.NullMarked;
