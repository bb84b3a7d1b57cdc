/**
 * CLIP as a teacher: an image encoder and a text encoder in ONNX Runtime, dense features from the
 * image encoder's own weights, preprocessing, tokenizer, and the folder of installed models.
 * Depends on the teacher's interface and the device's values; no actors.
 */
@NullMarked
package io.splatlas.actors.distill.clip;

import org.jspecify.annotations.NullMarked;
