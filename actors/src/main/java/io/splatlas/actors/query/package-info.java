/**
 * Answering questions about a scene: what is at a pixel, on a ray, in a box; what a text describes.
 * Jobs for the device and the arithmetic behind them. Depends on the runtime, training's model of a
 * scene, teachers, the model.
 */
@NullMarked
package io.splatlas.actors.query;

import org.jspecify.annotations.NullMarked;
