package io.splatlas.gpu;

/**
 * What the semantic field is to look like from one view.
 *
 * @param camera at whose resolution the field is rendered
 * @param teacher the teacher's features with the channels that a Gaussian carries; its grid covers
 *     the whole image at any resolution
 * @param groups per pixel of the camera, row by row: an index into {@link FieldGroups}, -1 = none
 */
public record FieldTarget(Camera camera, FeatureMap teacher, int[] groups) {
  public FieldTarget {
    if (groups.length != camera.width() * camera.height()) {
      throw new IllegalArgumentException(
          "a view of %dx%d has groups for %d pixels"
              .formatted(camera.width(), camera.height(), groups.length));
    }
  }
}
