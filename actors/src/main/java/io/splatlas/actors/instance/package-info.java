/**
 * The life of instances: matching clusters to known instances, ids, hysteresis, events. Pure: no
 * actors; depends on {@code model}, {@code cluster}'s results and the device's values.
 */
@NullMarked
package io.splatlas.actors.instance;

import org.jspecify.annotations.NullMarked;
