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

  UnionSpace(SurfelCloud cloud, ClusteringSettings settings) {
    this.cloud = cloud;
    this.settings = settings;
  }

  /** Union-space points of some surfels, in their order. */
  PointSet of(int[] surfels) {
    boolean semantic = settings.semanticWeight() > 0 && cloud.semantics().length > 0;
    float[][] components =
        semantic ? new PrincipalComponents(cloud.semantics(), surfels).project() : new float[0][];
    int dimensions = 6 + (settings.normalWeight() > 0 ? 3 : 0) + components.length;
    float[] points = new float[surfels.length * dimensions];
    for (int i = 0; i < surfels.length; i++) {
      int at = i * dimensions;
      for (int axis = 0; axis < 3; axis++) {
        points[at++] = cloud.position()[axis][surfels[i]] / cloud.spacing();
      }
      for (int channel = 0; channel < 3; channel++) {
        points[at++] = (float) (settings.colourWeight() * cloud.colour()[channel][surfels[i]]);
      }
      if (settings.normalWeight() > 0) {
        for (int axis = 0; axis < 3; axis++) {
          points[at++] = (float) (settings.normalWeight() * cloud.normal()[axis][surfels[i]]);
        }
      }
      for (float[] component : components) {
        points[at++] = (float) (settings.semanticWeight() * component[i]);
      }
    }
    return PointSet.of(points, dimensions);
  }
}
