package io.splatlas.actors.runtime;

/**
 * The device failed and was opened again, or will be: every handle is void, and what lived on it
 * must be restored.
 *
 * @param reason what failed
 */
public record DeviceLost(String reason) {}
