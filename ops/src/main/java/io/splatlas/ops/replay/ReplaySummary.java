package io.splatlas.ops.replay;

/**
 * The outcome of a replay.
 *
 * @param sent frames sent
 * @param acknowledged frames made durable, those before a resume not counted
 * @param refused frames refused for good
 * @param seconds from the first frame sent to the last answer
 */
public record ReplaySummary(long sent, long acknowledged, long refused, double seconds) {}
