@NullMarked
package io.splatlas.gpu;

import org.jspecify.annotations.NullMarked;
