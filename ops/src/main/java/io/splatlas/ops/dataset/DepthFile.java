package io.splatlas.ops.dataset;

import java.nio.file.Path;

/**
 * A depth image of a frame: 16-bit gray, distance along the optical axis, 0 where nothing was
 * measured.
 *
 * @param path the PNG file
 * @param metresPerUnit metres of one step of the stored value, positive
 */
public record DepthFile(Path path, double metresPerUnit) {}
