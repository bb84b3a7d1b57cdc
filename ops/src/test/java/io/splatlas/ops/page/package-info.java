/** The page's parts: history, guards, queries, and its answers over HTTP. */
@NullMarked
package io.splatlas.ops.page;

import org.jspecify.annotations.NullMarked;
