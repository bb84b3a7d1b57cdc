@NullMarked
package io.splatlas.ops;

import org.jspecify.annotations.NullMarked;
