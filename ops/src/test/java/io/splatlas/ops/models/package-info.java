/** Tests of fetching models, against a server on the loopback. */
@NullMarked
package io.splatlas.ops.models;

import org.jspecify.annotations.NullMarked;
