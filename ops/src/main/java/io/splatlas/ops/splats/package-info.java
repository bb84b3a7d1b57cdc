/**
 * Gaussians for the page's 3D view: what was told of each, and what is new since a viewer last
 * asked. A client of the gateway's export; knows nothing of HTTP.
 */
@NullMarked
package io.splatlas.ops.splats;

import org.jspecify.annotations.NullMarked;
