/**
 * SceneService: creates, answers, lists, finishes and deletes scenes. Depends on access, convert,
 * status, stream.
 */
@NullMarked
package io.splatlas.gateway.scene;

import org.jspecify.annotations.NullMarked;
