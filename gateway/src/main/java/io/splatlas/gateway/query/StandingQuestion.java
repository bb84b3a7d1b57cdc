package io.splatlas.gateway.query;

import io.splatlas.actors.model.SceneMatches;
import io.splatlas.actors.scene.Scene;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/**
 * A question that is asked again and again.
 *
 * @param asked the scene's message; all instances are answered, whatever their level
 * @param level of an answer, at most 1
 * @param least level of a match
 */
record StandingQuestion(
    Function<ActorRef<StatusReply<SceneMatches>>, Scene.Command> asked,
    ToDoubleFunction<SceneMatches.Match> level,
    double least) {}
