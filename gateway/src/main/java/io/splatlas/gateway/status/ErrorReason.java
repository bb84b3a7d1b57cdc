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
  /** No language model is installed on the server; the message names the command that does it. */
  NO_LANGUAGE_MODEL,
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
  /**
   * The robot stays faster than metadata frames_per_second; slow down, connect again and resume.
   */
  FRAME_RATE_EXCEEDED,
  /** A message is larger than this method takes. */
  MESSAGE_TOO_LARGE,
  /** Too many events wait for the subscriber; resume behind the last revision received. */
  SUBSCRIBER_TOO_SLOW,
  /** The call brings no token, and this server asks for one. */
  TOKEN_MISSING,
  /** The token is malformed, signed by a stranger or meant for somebody else. */
  TOKEN_INVALID,
  /** The token has expired, before the call or during it; get a new one, call again and resume. */
  TOKEN_EXPIRED,
  /** The keys that tokens are checked with cannot be had now; try again. */
  KEYS_UNAVAILABLE,
  /** The token's scopes do not allow this on this scene; metadata scope says which would. */
  SCOPE_MISSING,
  /**
   * The principal has used up what it may use; metadata limit says what of. Wait as RetryInfo says.
   */
  QUOTA_EXCEEDED,
  /** The client's deadline passed. */
  DEADLINE_PASSED,
  /** The server's own fault; the message has an id under which its log says more. */
  INTERNAL;

  /** The domain of all reasons. */
  public static final String DOMAIN = "splatlas.v1";
}
