package io.splatlas.ops.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** First inputs of {@link DatasetFuzz}: the captures of the tests, a file each. */
public final class DatasetSeeds {
  private DatasetSeeds() {}

  /** Inputs by target. */
  public static Map<String, List<byte[]>> make(Path folder) throws IOException {
    Map<String, List<byte[]>> seeds = new TreeMap<>();
    Path nerfstudio = CaptureFixtures.nerfstudio(folder.resolve("n"));
    seeds.put("ply", List.of(bytes(nerfstudio.resolve("points.ply")), binaryPly()));
    seeds.put("nerfstudio", List.of(bytes(nerfstudio.resolve("transforms.json"))));
    seeds.put(
        "dataset-image",
        List.of(
            bytes(nerfstudio.resolve("images/0000.png")),
            bytes(nerfstudio.resolve("depth/0000.png"))));
    Path binary = CaptureFixtures.colmapBinary(folder.resolve("b")).resolve("sparse/0");
    seeds.put("colmap-binary", chosen(binary, "cameras.bin", "images.bin", "points3D.bin"));
    Path text = CaptureFixtures.colmapText(folder.resolve("t")).resolve("sparse/0");
    seeds.put("colmap-text", chosen(text, "cameras.txt", "images.txt", "points3D.txt"));
    Path tum = CaptureFixtures.tum(folder.resolve("r"));
    seeds.put("tum", chosen(tum, "rgb.txt", "depth.txt", "groundtruth.txt", "calibration.txt"));
    return seeds;
  }

  /** The first byte says which file the rest is. */
  private static List<byte[]> chosen(Path folder, String... names) throws IOException {
    List<byte[]> inputs = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      byte[] file = bytes(folder.resolve(names[i]));
      byte[] input = new byte[file.length + 1];
      input[0] = (byte) i;
      System.arraycopy(file, 0, input, 1, file.length);
      inputs.add(input);
    }
    return inputs;
  }

  private static byte[] binaryPly() {
    String header =
        """
        ply
        format binary_little_endian 1.0
        element vertex 1
        property float x
        property double y
        property short z
        property uchar red
        property float green
        property list uchar int others
        end_header
        """;
    byte[] start = header.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    byte[] all = java.util.Arrays.copyOf(start, start.length + 32);
    return all;
  }

  private static byte[] bytes(Path file) throws IOException {
    return Files.readAllBytes(file);
  }
}
