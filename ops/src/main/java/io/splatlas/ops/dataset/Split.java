package io.splatlas.ops.dataset;

/**
 * What a frame is for: test frames are never streamed as evidence, they are what the result is
 * measured on.
 */
public enum Split {
  TRAIN,
  TEST
}
