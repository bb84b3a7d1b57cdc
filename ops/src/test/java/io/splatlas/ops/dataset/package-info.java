@NullMarked
package io.splatlas.ops.dataset;

import org.jspecify.annotations.NullMarked;
