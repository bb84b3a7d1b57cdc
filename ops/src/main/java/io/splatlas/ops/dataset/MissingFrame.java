package io.splatlas.ops.dataset;

/**
 * Something a capture lists that cannot be used, without the rest being any worse for it.
 *
 * @param file as the capture names it
 * @param reason what is missing, for people
 */
public record MissingFrame(String file, String reason) {}
