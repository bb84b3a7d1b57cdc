package io.splatlas.gateway.query;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.splatlas.actors.model.SceneSelection;
import io.splatlas.gateway.render.Png;

/** Values of pixels as the pictures of answers. */
final class Maps {
  private Maps() {}

  /** An 8-bit grey PNG. The array of it is ours and never written again. */
  static ByteString png(SceneSelection.Mask map) {
    return UnsafeByteOperations.unsafeWrap(Png.grey8(map.width(), map.height(), map.values()));
  }
}
