/**
 * Training from a folder without a server: for researchers, and to measure one change of a
 * hyper-parameter in a minute. Depends on the trainer's core, datasets and scores; knows no actors.
 */
@NullMarked
package io.splatlas.ops.offline;

import org.jspecify.annotations.NullMarked;
