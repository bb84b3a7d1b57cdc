/** The guardian of a server's actors; scenes and their parts are in the packages below. */
@NullMarked
package io.splatlas.actors;

import org.jspecify.annotations.NullMarked;
