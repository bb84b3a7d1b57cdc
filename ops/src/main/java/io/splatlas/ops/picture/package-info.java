/**
 * Raster images as plain arrays and the pictures made from them: id colours, depth and error maps,
 * captioned sheets, PNG bytes and tables for a terminal. Everything is a pure function of its
 * input, needs no fonts and no display, and depends on nothing but the JDK.
 */
@NullMarked
package io.splatlas.ops.picture;

import org.jspecify.annotations.NullMarked;
