/**
 * The CUDA device: METHOD section 1 as kernels of {@code src/main/cuda}, launched through JCuda's
 * binding of the driver API. A user needs NVIDIA's driver and nothing else.
 *
 * <p>JCuda types stay in here. Device memory is owned by {@link io.splatlas.gpu.cuda.CudaDevice};
 * names of Gaussians (identities, instance ids, lineage) and the draws of growth stay on the host.
 * May depend on {@code io.splatlas.gpu} and {@code io.splatlas.gpu.host} only.
 */
@NullMarked
package io.splatlas.gpu.cuda;

import org.jspecify.annotations.NullMarked;
