/**
 * The CPU device: everything hot written for the Vector API, tiles shared out to a small pool of
 * threads.
 *
 * <p>Kernels work on planes of floats and keep all vectors in registers; results do not depend on
 * the number of threads nor on the width of the vectors, bit for bit. May depend on {@code
 * io.splatlas.gpu}, {@code io.splatlas.gpu.host} and the JDK only; nothing outside sees a vector
 * type.
 */
@NullMarked
package io.splatlas.gpu.cpu;

import org.jspecify.annotations.NullMarked;
