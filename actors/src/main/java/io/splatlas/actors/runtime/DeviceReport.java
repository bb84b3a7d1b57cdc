package io.splatlas.actors.runtime;

import io.splatlas.gpu.DeviceInfo;
import io.splatlas.gpu.DeviceMemory;

/** What the device is and how much of its memory is taken. */
public record DeviceReport(DeviceInfo info, DeviceMemory memory) {}
