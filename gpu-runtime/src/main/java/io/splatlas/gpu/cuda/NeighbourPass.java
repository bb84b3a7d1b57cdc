package io.splatlas.gpu.cuda;

import io.splatlas.gpu.Neighbours;

/** Neighbours of points, and rows of planes: what clustering and queries read. */
final class NeighbourPass {
  private static final int THREADS = 128;
  private static final long NONE = -1;

  private final KernelModule kernels;
  private final Scratch points;
  private final Scratch keys;
  private final Scratch rows;
  private final Scratch gathered;

  NeighbourPass(DeviceHeap heap, KernelModule kernels) {
    this.kernels = kernels;
    points = new Scratch(heap, "points");
    keys = new Scratch(heap, "neighbours of points");
    rows = new Scratch(heap, "rows");
    gathered = new Scratch(heap, "rows of Gaussians");
  }

  Neighbours find(float[] coordinates, int dimensions, int first, int count, int k) {
    Neighbours out = Neighbours.none(count, k);
    if (count == 0) {
      return out;
    }
    points.require(4L * coordinates.length);
    keys.require(8L * count * k);
    points.buffer().write(0, coordinates, coordinates.length);
    kernels.launchOver(
        "nearest",
        count,
        THREADS,
        points.pointer(),
        coordinates.length / dimensions,
        dimensions,
        first,
        count,
        k,
        keys.pointer());
    long[] found = new long[count * k];
    keys.buffer().read(found);
    for (int i = 0; i < found.length; i++) {
      if (found[i] != NONE) {
        out.indices()[i] = (int) found[i];
        out.squaredDistances()[i] = Float.intBitsToFloat((int) (found[i] >>> 32));
      }
    }
    return out;
  }

  float[][] gather(CudaGaussianSet set, int[] wanted, int firstPlane, int planes) {
    float[][] out = new float[planes][wanted.length];
    if (planes == 0 || wanted.length == 0) {
      return out;
    }
    rows.require(4L * wanted.length);
    gathered.require(4L * planes * wanted.length);
    rows.buffer().write(0, wanted, wanted.length);
    kernels.launch(
        "gather_rows",
        (wanted.length + 255) / 256,
        planes,
        1,
        256,
        set.planes().buffer().at(set.planes().plane(firstPlane)),
        set.rows(),
        rows.pointer(),
        wanted.length,
        gathered.pointer());
    for (int p = 0; p < planes; p++) {
      gathered.buffer().read((long) p * wanted.length, out[p], 0, wanted.length);
    }
    return out;
  }
}
