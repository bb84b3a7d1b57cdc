/**
 * The command line: one class a subcommand, listed in {@link io.splatlas.ops.cli.RootCommand}. What
 * a command does lives in other packages of ops; here are options, exit codes and what is printed.
 * The only package that writes to a terminal.
 */
@NullMarked
package io.splatlas.ops.cli;

import org.jspecify.annotations.NullMarked;
