/** A robot made of a capture on disk: streams its frames over gRPC with credit, pace and resume. */
@NullMarked
package io.splatlas.ops.replay;

import org.jspecify.annotations.NullMarked;
