/** Answering poses with renders. Depends on the runtime, training's model of a scene, the model. */
@NullMarked
package io.splatlas.actors.render;

import org.jspecify.annotations.NullMarked;
