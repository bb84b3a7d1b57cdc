package io.splatlas.actors.model;

/**
 * An open capture stream.
 *
 * @param session names this stream; a newer one of the same robot has a larger number
 * @param durableSequence highest sequence number answered for good, 0 for none
 * @param credit frames that may be under way unanswered
 */
public record CaptureSession(long session, long durableSequence, int credit) {}
