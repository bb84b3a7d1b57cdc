/**
 * The one owner of the device: jobs by class, run in slices, and the handles they leave behind.
 * Depends on the device's interface, the model and telemetry; knows no scene, trainer or renderer.
 */
@NullMarked
package io.splatlas.actors.runtime;

import org.jspecify.annotations.NullMarked;
