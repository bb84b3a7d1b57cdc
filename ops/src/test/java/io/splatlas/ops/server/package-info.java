/** Tests of how a server is put together. */
@NullMarked
package io.splatlas.ops.server;

import org.jspecify.annotations.NullMarked;
