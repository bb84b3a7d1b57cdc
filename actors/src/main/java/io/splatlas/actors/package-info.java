@NullMarked
package io.splatlas.actors;

import org.jspecify.annotations.NullMarked;
