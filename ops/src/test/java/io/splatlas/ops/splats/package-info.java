/** Tests of the stream of Gaussians. */
@NullMarked
package io.splatlas.ops.splats;

import org.jspecify.annotations.NullMarked;
