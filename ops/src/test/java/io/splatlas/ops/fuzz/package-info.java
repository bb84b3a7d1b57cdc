/** Fuzzing: what takes bytes of strangers, the corpus, and the entry of Jazzer. */
@NullMarked
package io.splatlas.ops.fuzz;

import org.jspecify.annotations.NullMarked;
