/**
 * The lines of the house, held by tests: which module and package may know which. The rules are in
 * {@link io.splatlas.ops.architecture.HouseRules}; every one is shown to bite on a class of {@code
 * io.splatlas.*.violations}, which break one rule each on purpose. They live in ops because only
 * ops sees every module.
 */
@NullMarked
package io.splatlas.ops.architecture;

import org.jspecify.annotations.NullMarked;
