package io.splatlas.gateway.status;

/**
 * The reasons in {@code google.rpc.ErrorInfo} (domain {@value #DOMAIN}). Part of the public
 * contract: names never change.
 */
public enum ErrorReason {
  /** A field of the request is missing or out of range; {@code BadRequest} names it. */
  INVALID_FIELD,
  /** The scene, or the instance asked for in it, does not exist. */
  NOT_FOUND,
  /** The scene id is taken by a scene with other options. */
  ALREADY_EXISTS,
  /** The scene is not in a state for this: finished, or without Gaussians still. */
  NOT_READY,
  /** The revision to resume from is no longer kept; start again from 0. */
  REVISION_COMPACTED,
  /** A bound of the server was reached: scenes, renders waiting, memory; try again later. */
  LIMIT_REACHED,
  /** The scene is restarting or did not answer in time; try again. */
  SCENE_UNAVAILABLE,
  /** The server goes down; connect again and resume. */
  SHUTTING_DOWN,
  /** A message breaks the order the contract prescribes. */
  PROTOCOL_BROKEN,
  /** A newer capture stream of the same robot took over. */
  CAPTURE_SUPERSEDED,
  /** The robot keeps sending frames beyond its credit. */
  CREDIT_EXCEEDED,
  /** A message is larger than this method takes. */
  MESSAGE_TOO_LARGE,
  /** Too many events wait for the subscriber; resume behind the last revision received. */
  SUBSCRIBER_TOO_SLOW,
  /** The client's deadline passed. */
  DEADLINE_PASSED,
  /** The server's own fault; the message has an id under which its log says more. */
  INTERNAL;

  /** The domain of all reasons. */
  public static final String DOMAIN = "splatlas.v1";
}
