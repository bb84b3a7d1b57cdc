/**
 * ExportService: a scene as a file, in chunks pulled by the reader. Depends on access, convert,
 * status, stream and the actors' export writers.
 */
@NullMarked
package io.splatlas.gateway.export;

import org.jspecify.annotations.NullMarked;
