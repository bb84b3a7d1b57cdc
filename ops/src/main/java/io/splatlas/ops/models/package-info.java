/** Fetching language models from a public place. Depends on the actors' model store. */
@NullMarked
package io.splatlas.ops.models;

import org.jspecify.annotations.NullMarked;
