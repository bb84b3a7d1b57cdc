package io.splatlas.gateway;

import io.splatlas.gpu.DeviceInfo;
import io.splatlas.gpu.DeviceMemory;

/**
 * What the server is, asked for whenever somebody wants to know.
 *
 * @param version of Splatlas
 * @param device in use
 * @param memory of the device now
 */
public record SystemInfo(String version, DeviceInfo device, DeviceMemory memory) {}
