package io.splatlas.actors.seed;

import io.splatlas.gpu.GaussianBatch;

/**
 * New Gaussians and where they come from.
 *
 * @param batch the best, as many as were asked for, along a space-filling curve
 * @param depth number placed from the depth image
 * @param points number placed from the robot's points
 * @param stereo number placed from matches between views
 * @param random number placed at random
 */
public record Seeds(GaussianBatch batch, int depth, int points, int stereo, int random) {}
