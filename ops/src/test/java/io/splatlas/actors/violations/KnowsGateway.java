package io.splatlas.actors.violations;

import io.splatlas.gateway.violations.KnowsOps;

/** Breaks: actors do not know the gateway. */
public record KnowsGateway(KnowsOps gateway) {}
