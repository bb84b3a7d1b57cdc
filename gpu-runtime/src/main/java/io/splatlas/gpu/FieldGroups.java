package io.splatlas.gpu;

/**
 * The instances that a refinement tells apart.
 *
 * @param instances instance id of each group, all different and above 0
 * @param embeddings per group the channels of what the teacher says of the whole instance, D values
 *     a group, one group after another
 * @param embedded per group whether its embedding is known
 */
public record FieldGroups(int[] instances, float[] embeddings, boolean[] embedded) {
  /** No instances: only single pixels teach. */
  public static final FieldGroups NONE = new FieldGroups(new int[0], new float[0], new boolean[0]);

  public FieldGroups {
    if (embedded.length != instances.length
        || (instances.length > 0 && embeddings.length % instances.length != 0)) {
      throw new IllegalArgumentException(
          "%d instances with %d embedding values and %d marks"
              .formatted(instances.length, embeddings.length, embedded.length));
    }
  }

  /** Number of groups. */
  public int count() {
    return instances.length;
  }
}
