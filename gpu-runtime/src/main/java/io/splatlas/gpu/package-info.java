/**
 * The public face of the GPU runtime: what a device computes on Gaussians, and the values that go
 * in and come out.
 *
 * <p>Callers see {@link io.splatlas.gpu.GpuDevice}, handles and records, never a vector or a CUDA
 * type. Depends on nothing but the JDK and slf4j; knows no actors, files or network.
 */
@NullMarked
package io.splatlas.gpu;

import org.jspecify.annotations.NullMarked;
