/**
 * RenderService: views in, compressed layers out; the picture encoders. Depends on access, convert,
 * status, stream.
 */
@NullMarked
package io.splatlas.gateway.render;

import org.jspecify.annotations.NullMarked;
