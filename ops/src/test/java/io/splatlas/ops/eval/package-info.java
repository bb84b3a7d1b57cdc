@NullMarked
package io.splatlas.ops.eval;

import org.jspecify.annotations.NullMarked;
