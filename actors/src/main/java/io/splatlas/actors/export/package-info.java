/**
 * Scenes as files that other programs open: the INRIA .ply and a JSON of instances. Pure: no
 * actors, no gRPC; depends on the model and the device's values.
 */
@NullMarked
package io.splatlas.actors.export;

import org.jspecify.annotations.NullMarked;
