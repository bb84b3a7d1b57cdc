/**
 * Studying whether things keep their ids when robots leave and come again, against a server.
 * Depends on {@code client}, {@code replay}, {@code evaluate}, {@code dataset} and {@code eval}.
 */
@NullMarked
package io.splatlas.ops.study.revisit;

import org.jspecify.annotations.NullMarked;
