/**
 * QueryService: selection by click, ray and box; text queries. Depends on access, convert, status,
 * stream and the picture encoders of render.
 */
@NullMarked
package io.splatlas.gateway.query;

import org.jspecify.annotations.NullMarked;
