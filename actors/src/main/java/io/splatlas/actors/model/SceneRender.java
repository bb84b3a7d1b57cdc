package io.splatlas.actors.model;

import io.splatlas.gpu.RenderedView;

/**
 * A finished render.
 *
 * @param view the layers
 * @param iteration training iterations the scene had
 */
public record SceneRender(RenderedView view, long iteration) {}
