@NullMarked
package io.splatlas.ops.picture;

import org.jspecify.annotations.NullMarked;
