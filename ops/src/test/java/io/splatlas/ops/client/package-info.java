/** Tests of what clients of a server share. */
@NullMarked
package io.splatlas.ops.client;

import org.jspecify.annotations.NullMarked;
