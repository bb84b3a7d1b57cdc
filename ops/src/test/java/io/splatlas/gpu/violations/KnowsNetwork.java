package io.splatlas.gpu.violations;

import java.net.URI;

/** Breaks: the device knows no network. */
public record KnowsNetwork(URI address) {}
