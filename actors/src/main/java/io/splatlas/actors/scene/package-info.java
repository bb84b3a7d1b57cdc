/**
 * The scene entity and the registry of all scenes: lifecycle, children, subscribers. Depends on all
 * other packages of actors; none depends on it.
 */
@NullMarked
package io.splatlas.actors.scene;

import org.jspecify.annotations.NullMarked;
