package io.splatlas.gateway.query;

import io.splatlas.actors.model.Pick;
import io.splatlas.gateway.convert.Ids;
import io.splatlas.gateway.status.Violations;
import io.splatlas.proto.v1.BoxTarget;
import io.splatlas.proto.v1.Click;
import io.splatlas.proto.v1.Ray;
import io.splatlas.proto.v1.SelectRequest;
import io.splatlas.proto.v1.Vector3;

/** Checks what is to be selected and turns it into what a scene understands. */
final class PickReader {
  private PickReader() {}

  /** Notes all that is wrong with a request. */
  static void check(SelectRequest request, Violations violations) {
    Ids.checkScene(request.getSceneId(), "scene_id", violations);
    switch (request.getTargetCase()) {
      case CLICK -> checkClick(request.getClick(), violations);
      case RAY -> checkRay(request.getRay(), violations);
      case BOX -> checkBox(request.getBox(), violations);
      case TARGET_NOT_SET -> violations.add("target", "must be click, ray or box");
    }
    if (request.hasMaskView()) {
      Viewpoints.check(request.getMaskView(), "mask_view", violations);
    }
  }

  /** What a request that {@link #check} found nothing wrong with asks for. */
  static Pick read(SelectRequest request) {
    return switch (request.getTargetCase()) {
      case CLICK -> {
        Click click = request.getClick();
        yield new Pick.Pixel(Viewpoints.camera(click.getView()), click.getX(), click.getY());
      }
      case RAY ->
          new Pick.Ray(
              values(request.getRay().getOrigin()), values(request.getRay().getDirection()));
      case BOX -> {
        BoxTarget box = request.getBox();
        yield new Pick.Region(
            values(box.getBox().getMin()), values(box.getBox().getMax()), box.getMinShare());
      }
      case TARGET_NOT_SET -> throw new IllegalArgumentException("unchecked target");
    };
  }

  private static void checkClick(Click click, Violations violations) {
    if (!click.hasView()) {
      violations.add("click.view", "is required");
      return;
    }
    Viewpoints.check(click.getView(), "click.view", violations);
    checkPixel(click.getX(), click.getView().getIntrinsics().getWidth(), "click.x", violations);
    checkPixel(click.getY(), click.getView().getIntrinsics().getHeight(), "click.y", violations);
  }

  private static void checkPixel(int value, int size, String field, Violations violations) {
    violations.require(
        Integer.compareUnsigned(value, size) < 0,
        field,
        "must be less than the view's %s pixels, got %s"
            .formatted(Integer.toUnsignedString(size), Integer.toUnsignedString(value)));
  }

  private static void checkRay(Ray ray, Violations violations) {
    violations.require(ray.hasOrigin(), "ray.origin", "is required");
    violations.require(ray.hasDirection(), "ray.direction", "is required");
    violations.require(isFinite(ray.getOrigin()), "ray.origin", "must be finite");
    Vector3 d = ray.getDirection();
    double length = Math.hypot(Math.hypot(d.getX(), d.getY()), d.getZ());
    violations.require(
        !ray.hasDirection() || (length > 0 && Double.isFinite(length)),
        "ray.direction",
        "must be finite and longer than 0");
  }

  private static void checkBox(BoxTarget target, Violations violations) {
    if (!target.hasBox()) {
      violations.add("box.box", "is required");
      return;
    }
    double[] min = values(target.getBox().getMin());
    double[] max = values(target.getBox().getMax());
    for (int axis = 0; axis < 3; axis++) {
      violations.require(
          min[axis] <= max[axis],
          "box.box",
          "must be finite with min not beyond max, got %s to %s along axis %d"
              .formatted(min[axis], max[axis], axis));
    }
    violations.require(
        target.getMinShare() >= 0 && target.getMinShare() <= 1,
        "box.min_share",
        "must be 0 to 1, got " + target.getMinShare());
  }

  private static boolean isFinite(Vector3 v) {
    return Double.isFinite(v.getX()) && Double.isFinite(v.getY()) && Double.isFinite(v.getZ());
  }

  private static double[] values(Vector3 v) {
    return new double[] {v.getX(), v.getY(), v.getZ()};
  }
}
