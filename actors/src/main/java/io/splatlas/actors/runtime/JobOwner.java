package io.splatlas.actors.runtime;

/**
 * Who a job and the handles it leaves behind belong to.
 *
 * @param scene id of the scene
 * @param part of the scene, for example {@code trainer}
 */
public record JobOwner(String scene, String part) {
  @Override
  public String toString() {
    return scene + "/" + part;
  }
}
