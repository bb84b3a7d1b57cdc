package io.splatlas.actors.scene;

import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.model.SceneState;
import java.time.Instant;

/**
 * What a scene must know after a crash; the frames are in its frame log.
 *
 * @param id of the scene
 * @param options it was created with
 * @param created when
 * @param state it was in
 * @param failure why it failed, empty otherwise
 * @param owner who created it, empty when that was not said
 */
record SceneManifest(
    String id,
    SceneOptions options,
    Instant created,
    SceneState state,
    String failure,
    String owner) {

  SceneManifest in(SceneState newState, String newFailure) {
    return new SceneManifest(id, options, created, newState, newFailure, owner);
  }
}
