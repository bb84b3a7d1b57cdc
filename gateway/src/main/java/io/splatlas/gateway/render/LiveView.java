package io.splatlas.gateway.render;

/**
 * A request of a live viewer that was checked.
 *
 * @param requestId chosen by the viewer
 * @param sceneId what to look at
 * @param plan the view
 */
record LiveView(long requestId, String sceneId, ViewPlan plan) {}
