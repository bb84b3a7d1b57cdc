package io.splatlas.actors.refine;

import io.splatlas.actors.distill.Region;
import io.splatlas.actors.distill.Teacher;
import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.FieldGroups;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the crops of each instance say of it as a whole, for one clustering: the largest few of its
 * regions over all views are embedded by the teacher, and their mean is what all its pixels are
 * compared with. One embedding an instance rather than one a view keeps what is said of it the same
 * from everywhere.
 */
final class InstanceLessons {
  private record Candidate(int area, Region region, FeatureMap teacher) {}

  private final Map<Integer, List<Candidate>> byInstance = new TreeMap<>();
  private final int crops;

  /**
   * @param crops of an instance at most
   */
  InstanceLessons(int crops) {
    this.crops = crops;
  }

  /** Looks at a view. */
  void add(TeachingView view, int[] ids) {
    for (InstanceRegions.Found found :
        InstanceRegions.of(view.camera().width(), view.camera().height(), ids, view.rgb())) {
      List<Candidate> candidates =
          byInstance.computeIfAbsent(found.instance(), first -> new ArrayList<>());
      candidates.add(new Candidate(found.area(), found.region(), view.teacher()));
      candidates.sort(Comparator.comparingInt(Candidate::area).reversed());
      if (candidates.size() > crops) {
        candidates.removeLast();
      }
    }
  }

  /**
   * Embeds what was found.
   *
   * @param instances those there are, in the order of their groups
   */
  FieldGroups embed(int[] instances, Teacher teacher, FeatureProjection projection) {
    int channels = projection.channels();
    float[] embeddings = new float[instances.length * channels];
    boolean[] embedded = new boolean[instances.length];
    for (int g = 0; g < instances.length; g++) {
      List<Candidate> candidates = byInstance.getOrDefault(instances[g], List.of());
      for (Candidate candidate : candidates) {
        float[] said =
            projection.project(teacher.describe(candidate.region(), candidate.teacher()));
        for (int d = 0; d < channels; d++) {
          embeddings[g * channels + d] += said[d] / candidates.size();
        }
        embedded[g] = true;
      }
    }
    return new FieldGroups(instances, embeddings, embedded);
  }
}
