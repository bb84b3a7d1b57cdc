package io.splatlas.actors.refine;

import io.splatlas.actors.distill.Region;
import io.splatlas.actors.distill.Teacher;
import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.gpu.FieldGroups;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the crops of each instance say of it as a whole, for one clustering: the largest few of its
 * masks over all views are refined and embedded by the teacher, and their mean is what all its
 * pixels are compared with. One embedding an instance rather than one a view keeps what is said of
 * it the same from everywhere.
 */
final class InstanceLessons {
  private record Candidate(int view, int area) {}

  private final Map<Integer, List<Candidate>> byInstance = new TreeMap<>();
  private final int crops;

  /**
   * @param crops of an instance at most
   */
  InstanceLessons(int crops) {
    this.crops = crops;
  }

  /** Looks at the rendered ids of a view. */
  void add(int view, int[] ids) {
    InstanceRegions.candidates(ids)
        .forEach(
            (id, area) -> {
              List<Candidate> candidates =
                  byInstance.computeIfAbsent(id, first -> new ArrayList<>());
              candidates.add(new Candidate(view, area));
              candidates.sort(Comparator.comparingInt(Candidate::area).reversed());
              if (candidates.size() > crops) {
                candidates.removeLast();
              }
            });
  }

  /**
   * Embeds what was found.
   *
   * @param instances those there are, in the order of their groups
   * @param ids per view
   */
  FieldGroups embed(
      int[] instances,
      List<int[]> ids,
      LessonPlanner.Views views,
      Teacher teacher,
      FeatureProjection projection)
      throws IOException {
    int channels = projection.channels();
    float[] embeddings = new float[instances.length * channels];
    boolean[] embedded = new boolean[instances.length];
    for (int g = 0; g < instances.length; g++) {
      List<float[]> said = new ArrayList<>();
      for (Candidate candidate : byInstance.getOrDefault(instances[g], List.of())) {
        TeachingView view = views.view(candidate.view());
        if (view != null) {
          describe(view, ids.get(candidate.view()), instances[g], teacher)
              .ifPresent(features -> said.add(projection.project(features)));
        }
      }
      for (float[] one : said) {
        for (int d = 0; d < channels; d++) {
          embeddings[g * channels + d] += one[d] / said.size();
        }
      }
      embedded[g] = !said.isEmpty();
    }
    return new FieldGroups(instances, embeddings, embedded);
  }

  private static Optional<float[]> describe(
      TeachingView view, int[] ids, int instance, Teacher teacher) {
    Optional<Region> region =
        InstanceRegions.of(
            view.camera().width(), view.camera().height(), ids, view.rgb(), instance);
    return region.map(found -> teacher.describe(found, view.teacher()));
  }
}
