package io.splatlas.actors.violations;

import io.grpc.Status;

/** Breaks: actors do not know gRPC. */
public record KnowsGrpc(Status status) {}
