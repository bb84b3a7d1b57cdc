package io.splatlas.gateway.capture;

/**
 * A robot as the gateway tells it from others.
 *
 * @param principal in whose name it comes
 * @param scene it captures
 * @param id its own within the scene
 */
record CapturingRobot(String principal, String scene, String id) {}
