package io.splatlas.actors.cluster;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianSnapshot;
import java.util.List;

/**
 * What a clustering works on: a snapshot, off the device.
 *
 * @param snapshot Gaussians with semantics and how well they have been seen
 * @param cameras of the frames that training has taken up, at training resolution
 */
public record ClusteringInput(GaussianSnapshot snapshot, List<Camera> cameras) {
  public ClusteringInput {
    cameras = List.copyOf(cameras);
  }
}
