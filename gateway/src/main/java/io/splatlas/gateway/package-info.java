@NullMarked
package io.splatlas.gateway;

import org.jspecify.annotations.NullMarked;
