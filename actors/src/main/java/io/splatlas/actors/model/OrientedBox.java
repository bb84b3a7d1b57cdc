package io.splatlas.actors.model;

/**
 * A box turned as what is in it lies.
 *
 * @param centre x y z, metres
 * @param rotation from the box's axes to the world's, unit quaternion w x y z
 * @param size lengths of the sides along the box's axes, metres, falling
 */
public record OrientedBox(float[] centre, float[] rotation, float[] size) {
  /**
   * The box of the world's axes; its sides are in their order, not by length.
   *
   * @param box min x y z, max x y z, metres
   */
  public static OrientedBox aligned(float[] box) {
    float[] centre = new float[3];
    float[] size = new float[3];
    for (int axis = 0; axis < 3; axis++) {
      centre[axis] = (box[axis] + box[3 + axis]) / 2;
      size[axis] = box[3 + axis] - box[axis];
    }
    return new OrientedBox(centre, new float[] {1, 0, 0, 0}, size);
  }
}
