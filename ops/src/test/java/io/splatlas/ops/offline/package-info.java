@NullMarked
package io.splatlas.ops.offline;

import org.jspecify.annotations.NullMarked;
