package io.splatlas.actors.export;

import io.splatlas.gpu.GaussianLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The vertex properties of the .ply that the original 3D Gaussian splatting (INRIA) writes: x y z,
 * nx ny nz (zero), f_dc_0..2, f_rest_* channel-major (all of red, then green, then blue), opacity
 * (logit), scale_0..2 (log), rot_0..3 (w x y z); here followed by {@code int instance}.
 */
final class PlyLayout {
  static final String INSTANCE = "instance";

  private PlyLayout() {}

  /** A float property and the plane of {@link GaussianLayout} it comes from; -1 = always zero. */
  record Property(String name, int plane) {}

  /** All float properties in the order they are written. */
  static List<Property> properties(int shDegree) {
    List<Property> list = new ArrayList<>();
    addAll(list, GaussianLayout.POSITION, "x", "y", "z");
    for (String normal : new String[] {"nx", "ny", "nz"}) {
      list.add(new Property(normal, -1));
    }
    addNumbered(list, GaussianLayout.SH_DC, "f_dc_", 3);
    addRest(list, new GaussianLayout(shDegree, 0).shRestCoefficients());
    addAll(list, GaussianLayout.OPACITY, "opacity");
    addNumbered(list, GaussianLayout.SCALE, "scale_", 3);
    addNumbered(list, GaussianLayout.ROTATION, "rot_", 4);
    return list;
  }

  private static void addAll(List<Property> list, int plane, String... names) {
    for (int i = 0; i < names.length; i++) {
      list.add(new Property(names[i], plane + i));
    }
  }

  private static void addNumbered(List<Property> list, int plane, String prefix, int count) {
    for (int i = 0; i < count; i++) {
      list.add(new Property(prefix + i, plane + i));
    }
  }

  /** Planes are coefficient-major, the file is channel-major. */
  private static void addRest(List<Property> list, int coefficients) {
    for (int channel = 0; channel < 3; channel++) {
      for (int k = 0; k < coefficients; k++) {
        list.add(
            new Property(
                "f_rest_" + (channel * coefficients + k),
                GaussianLayout.SH_REST + 3 * k + channel));
      }
    }
  }
}
