/**
 * Measurements of devices that anyone can repeat: synthetic scenes, timed steps, and the roofline
 * they are held against.
 *
 * <p>May depend on every package of this module; nothing here depends on files or network.
 */
@NullMarked
package io.splatlas.gpu.bench;

import org.jspecify.annotations.NullMarked;
