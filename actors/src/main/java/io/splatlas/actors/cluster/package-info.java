/** Finding instances: union-space features, clustering on a snapshot. Pure: no actors. */
@NullMarked
package io.splatlas.actors.cluster;

import org.jspecify.annotations.NullMarked;
