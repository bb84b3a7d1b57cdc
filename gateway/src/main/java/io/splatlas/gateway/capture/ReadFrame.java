package io.splatlas.gateway.capture;

import io.splatlas.actors.model.FrameAnswer.Refusal;
import io.splatlas.actors.model.PosedFrame;
import org.jspecify.annotations.Nullable;

/**
 * A frame as the gateway read it.
 *
 * @param sequence as the robot sent it (unsigned)
 * @param frame for the scene; null when the gateway answers alone because no sequence number is
 *     used up
 * @param refusal what the gateway found wrong. Together with a frame, that frame is made such that
 *     the scene refuses it too: the scene then uses up the sequence number durably, and the robot
 *     is told the gateway's reason
 */
record ReadFrame(long sequence, @Nullable PosedFrame frame, @Nullable Refusal refusal) {}
