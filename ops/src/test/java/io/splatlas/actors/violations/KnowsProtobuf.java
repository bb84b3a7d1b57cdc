package io.splatlas.actors.violations;

import com.google.protobuf.ByteString;

/** Breaks: actors do not know protobuf. */
public record KnowsProtobuf(ByteString bytes) {}
