package io.splatlas.actors.cluster;

import io.splatlas.actors.spatial.PointSet;

/**
 * The union of geometry, appearance and semantics in one Euclidean space (METHOD section 3):
 * positions in spacings; colours and semantic components scaled so that they count what the
 * settings say in spacings.
 */
final class UnionSpace {
  private final SurfelCloud cloud;
  private final ClusteringSettings settings;
  private final float[][] components;
  private final int[] place;

  /**
   * @param surfels whose semantic components are found together, so that they compare
   */
  UnionSpace(SurfelCloud cloud, ClusteringSettings settings, int[] surfels) {
    this.cloud = cloud;
    this.settings = settings;
    boolean semantic = settings.semanticWeight() > 0 && cloud.semantics().length > 0;
    components =
        semantic ? new PrincipalComponents(cloud.semantics(), surfels).project() : new float[0][];
    place = new int[cloud.size()];
    for (int i = 0; i < surfels.length; i++) {
      place[surfels[i]] = i;
    }
  }

  /**
   * Union-space points of some of the surfels, in their order.
   *
   * @param spacing metres that count as one
   */
  PointSet of(int[] surfels, double spacing) {
    int dimensions = 6 + (settings.normalWeight() > 0 ? 3 : 0) + components.length;
    float[] points = new float[surfels.length * dimensions];
    for (int i = 0; i < surfels.length; i++) {
      int at = i * dimensions;
      int surfel = surfels[i];
      for (int axis = 0; axis < 3; axis++) {
        points[at++] = (float) (cloud.position()[axis][surfel] / spacing);
      }
      for (int channel = 0; channel < 3; channel++) {
        points[at++] = (float) (settings.colourWeight() * cloud.colour()[channel][surfel]);
      }
      if (settings.normalWeight() > 0) {
        for (int axis = 0; axis < 3; axis++) {
          points[at++] = (float) (settings.normalWeight() * cloud.normal()[axis][surfel]);
        }
      }
      for (float[] component : components) {
        points[at++] = (float) (settings.semanticWeight() * component[place[surfel]]);
      }
    }
    return PointSet.of(points, dimensions);
  }
}
