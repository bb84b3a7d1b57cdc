/** The whole server over real sockets and in real processes, as its users meet it. */
@NullMarked
package io.splatlas.ops.e2e;

import org.jspecify.annotations.NullMarked;
