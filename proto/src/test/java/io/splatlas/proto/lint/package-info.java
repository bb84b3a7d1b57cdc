/**
 * The lint of the public contract and its guard against breaking changes: what buf's STANDARD rules
 * and {@code buf breaking} check, without buf. Works on compiled descriptors with source
 * information; knows nothing of generated code.
 */
@NullMarked
package io.splatlas.proto.lint;

import org.jspecify.annotations.NullMarked;
