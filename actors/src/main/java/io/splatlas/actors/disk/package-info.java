/**
 * Files that survive a crash: appending, replacing as a whole, making names durable. Blocks on the
 * disk; depends on nothing.
 */
@NullMarked
package io.splatlas.actors.disk;

import org.jspecify.annotations.NullMarked;
