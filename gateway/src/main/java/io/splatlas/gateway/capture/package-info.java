/**
 * CaptureService: frames in, one answer each, in order. Depends on access, convert, status, stream.
 */
@NullMarked
package io.splatlas.gateway.capture;

import org.jspecify.annotations.NullMarked;
