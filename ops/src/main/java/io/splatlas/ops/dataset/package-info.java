/**
 * Captures on disk read into one model: nerfstudio, COLMAP and TUM RGB-D folders become a {@link
 * io.splatlas.ops.dataset.Capture} of posed frames in OpenCV axes, metres and pixel centres at
 * +0.5. Every file is taken as hostile: what is wrong ends in a {@link
 * io.splatlas.ops.dataset.DatasetException} that names file and field, and no count is believed
 * before it is held against the bytes that are there. May depend on {@code picture} and Jackson;
 * knows no server, no actor and no device.
 */
@NullMarked
package io.splatlas.ops.dataset;

import org.jspecify.annotations.NullMarked;
