package io.splatlas.ops.client;

import io.splatlas.proto.v1.ExportFormat;
import io.splatlas.proto.v1.ExportSceneRequest;
import io.splatlas.proto.v1.ExportSceneResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;

/** Brings exported scenes to disk. */
public final class SceneFiles {

  /** Writes a whole scene, see {@link #export(SplatlasClient, ExportSceneRequest, Path)}. */
  public static long export(SplatlasClient client, String sceneId, ExportFormat format, Path file)
      throws IOException {
    return export(
        client,
        ExportSceneRequest.newBuilder().setSceneId(sceneId).setFormat(format).build(),
        file);
  }

  /**
   * Writes one export; the file appears only when it is whole.
   *
   * @return its size in bytes
   */
  public static long export(SplatlasClient client, ExportSceneRequest request, Path file)
      throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("'" + file + "' is not a file name");
    }
    Files.createDirectories(folder);
    Path part = folder.resolve(file.getFileName() + ".part");
    Iterator<ExportSceneResponse> parts = client.export().exportScene(request);
    long written = 0;
    long total = 0;
    try (OutputStream out = Files.newOutputStream(part)) {
      while (parts.hasNext()) {
        ExportSceneResponse next = parts.next();
        next.getChunk().writeTo(out);
        written += next.getChunk().size();
        total = next.getTotalSize();
      }
    }
    if (written != total) {
      throw new IOException("the export ended after " + written + " of " + total + " bytes");
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    return written;
  }

  private SceneFiles() {}
}
