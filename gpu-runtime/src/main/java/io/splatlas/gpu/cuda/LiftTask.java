package io.splatlas.gpu.cuda;

import io.splatlas.gpu.Camera;

/**
 * The lifting of a view on its way.
 *
 * @param count Gaussians there are when it runs
 * @param map what is lifted, kept until it is done
 */
record LiftTask(
    LiftPass pass,
    SplatLists lists,
    CudaGaussianSet set,
    int count,
    Camera camera,
    LiftPass.Image map)
    implements StepQueue.Task<Boolean> {

  @Override
  public long resultBytes() {
    return Tally.BYTES;
  }

  @Override
  public void enqueue(boolean fresh, PinnedMemory result) {
    pass.enqueue(set, count, camera, map, fresh);
    lists.copyTally(result, 0);
  }

  @Override
  public Boolean report(PinnedMemory result) {
    return true;
  }
}
