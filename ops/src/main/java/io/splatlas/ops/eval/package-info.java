/**
 * What a run is worth: reconstruction, segmentation, consistency, detection and identity measured
 * against held-out photographs and ground truth, as the method's section on measuring defines them.
 * Numbers and images in, numbers out: depends on {@code dataset} for cameras and {@code picture}
 * for images and tables, and knows nothing of where predictions come from.
 *
 * <p>Everywhere, a truth pixel of 0 is not labelled and left out of every score, and a predicted 0
 * is nothing.
 */
@NullMarked
package io.splatlas.ops.eval;

import org.jspecify.annotations.NullMarked;
