package io.splatlas.ops.fuzz;

import io.splatlas.actors.distill.clip.OnnxFuzz;
import io.splatlas.actors.image.DecodeException;
import io.splatlas.actors.image.DecodeLimits;
import io.splatlas.actors.image.ImageDecoder;
import io.splatlas.actors.model.PosedFrame.Encoding;
import io.splatlas.gateway.auth.AuthFuzz;
import io.splatlas.gateway.capture.CaptureFuzz;
import io.splatlas.gateway.convert.OptionsFuzz;
import io.splatlas.gateway.query.QueryFuzz;
import io.splatlas.gateway.render.ViewFuzz;
import io.splatlas.ops.dataset.DatasetFuzz;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every target by its name; a folder of that name holds its corpus. */
final class FuzzTargets {
  /** Of the images in the corpus. */
  private static final int WIDTH = 13;

  private static final int HEIGHT = 9;
  private static final ImageDecoder DECODER = new ImageDecoder(DecodeLimits.DEFAULTS);

  static final SortedMap<String, FuzzTarget> ALL =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("jpeg", input -> colour(Encoding.JPEG, input)),
              Map.entry("png", FuzzTargets::png),
              Map.entry("depth", FuzzTargets::depths),
              Map.entry("ply", DatasetFuzz::ply),
              Map.entry("colmap-binary", DatasetFuzz::colmapBinary),
              Map.entry("colmap-text", DatasetFuzz::colmapText),
              Map.entry("nerfstudio", DatasetFuzz::nerfstudio),
              Map.entry("tum", DatasetFuzz::tum),
              Map.entry("dataset-image", DatasetFuzz::image),
              Map.entry("onnx", OnnxFuzz::run),
              Map.entry("capture", CaptureFuzz::run),
              Map.entry("view", ViewFuzz::run),
              Map.entry("query", QueryFuzz::run),
              Map.entry("options", OptionsFuzz::run),
              Map.entry("token", AuthFuzz::run)));

  private FuzzTargets() {}

  private static void colour(Encoding encoding, byte[] input) {
    try {
      byte[] pixels = DECODER.colour(encoding, input, WIDTH, HEIGHT);
      require(pixels.length == 3 * WIDTH * HEIGHT);
    } catch (DecodeException refused) {
      require(!refused.detail().isEmpty());
    }
  }

  private static void png(byte[] input) {
    colour(Encoding.PNG, input);
    colour(Encoding.PNG, PngSeal.sealed(input));
  }

  private static void depths(byte[] input) {
    depth(input);
    depth(PngSeal.sealed(input));
  }

  private static void depth(byte[] input) {
    try {
      require(DECODER.depth(input, WIDTH, HEIGHT).length == WIDTH * HEIGHT);
    } catch (DecodeException refused) {
      require(!refused.detail().isEmpty());
    }
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new AssertionError("neither read nor refused as promised");
    }
  }
}
