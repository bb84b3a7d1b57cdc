/**
 * The readable scalar device: METHOD section 1 as plain loops in double precision over float
 * storage, one thread. It is the oracle of the faster devices' tests and a fallback that runs
 * everywhere.
 *
 * <p>Readability comes before speed here. May depend on {@code io.splatlas.gpu} and {@code
 * io.splatlas.gpu.host} only.
 */
@NullMarked
package io.splatlas.gpu.reference;

import org.jspecify.annotations.NullMarked;
