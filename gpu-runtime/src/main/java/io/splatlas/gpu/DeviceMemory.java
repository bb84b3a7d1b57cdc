package io.splatlas.gpu;

/**
 * Device memory in bytes.
 *
 * @param used held by Gaussian sets, views and scratch space
 * @param cap never exceeded
 */
public record DeviceMemory(long used, long cap) {}
