package io.splatlas.actors.model;

/**
 * For whom a scene is created.
 *
 * @param name kept with the scene; empty = nobody in particular
 * @param mostScenes of that name at a time, at least 1; nobody's are not counted
 */
public record SceneOwner(String name, int mostScenes) {
  /** Bound by the server's limit alone. */
  public static final SceneOwner NOBODY = new SceneOwner("", Integer.MAX_VALUE);

  public SceneOwner {
    if (mostScenes < 1) {
      throw new IllegalArgumentException("mostScenes must be at least 1, got " + mostScenes);
    }
  }
}
