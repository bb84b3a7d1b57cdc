/**
 * Studying the clustering offline: a scene is trained once and kept, then its instances are found
 * and scored as often as wanted. Depends on {@code dataset}, {@code eval}, {@code picture}, the
 * actors' clustering and the device; knows no server.
 */
@NullMarked
package io.splatlas.ops.study.clustering;

import org.jspecify.annotations.NullMarked;
