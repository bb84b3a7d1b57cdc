package io.splatlas.gpu.violations;

import org.apache.pekko.actor.typed.ActorRef;

/** Breaks: the device knows no actors. */
public record KnowsPekko(ActorRef<String> actor) {}
