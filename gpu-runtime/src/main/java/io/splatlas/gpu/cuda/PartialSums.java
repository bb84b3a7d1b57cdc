package io.splatlas.gpu.cuda;

import jcuda.driver.CUdeviceptr;

/** A sum per block of a launch, added up on the host in their order. */
final class PartialSums {
  private final Scratch sums;
  private float[] read = new float[0];

  PartialSums(DeviceHeap heap) {
    sums = new Scratch(heap, "sums of a refinement step");
  }

  void require(int blocks) {
    sums.require(Math.max(4L, 4L * blocks));
  }

  CUdeviceptr pointer() {
    return sums.pointer();
  }

  double total(int blocks) {
    if (read.length < blocks) {
      read = new float[blocks];
    }
    sums.buffer().read(0, read, 0, blocks);
    double total = 0;
    for (int k = 0; k < blocks; k++) {
      total += read[k];
    }
    return total;
  }
}
