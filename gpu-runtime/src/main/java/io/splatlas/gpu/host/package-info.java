/**
 * What every device in host memory shares: storage of Gaussians and photographs as structures of
 * arrays, the memory account, bookkeeping (append, snapshot, growth, instance ids) and the formulas
 * of one Gaussian (projection, spherical harmonics, Adam) with their derivatives.
 *
 * <p>Rasterisation and losses belong to the devices built on it. May depend on {@code
 * io.splatlas.gpu} only.
 */
@NullMarked
package io.splatlas.gpu.host;

import org.jspecify.annotations.NullMarked;
