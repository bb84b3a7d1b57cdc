/**
 * Studies: what a part of the method contributes, measured on a trained scene that is worked on
 * again and again without a server. May use everything below the command line.
 */
@NullMarked
package io.splatlas.ops.study;

import org.jspecify.annotations.NullMarked;
