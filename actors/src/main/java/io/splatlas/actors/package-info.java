/**
 * A scene and the actors around its one device: what is done with frames and Gaussians, independent
 * of any wire format. May depend on {@code io.splatlas.gpu}; knows neither protobuf nor gRPC.
 */
@NullMarked
package io.splatlas.actors;

import org.jspecify.annotations.NullMarked;
