package io.splatlas.ops.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splatlas.actors.model.CameraModel;

/** Where the newest frame was seen from, for the page: pose row by row in OpenCV axes, lens. */
final class FrameJson {
  private FrameJson() {}

  static String of(SceneJournal.NewestFrame frame) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("number", frame.number());
    ArrayNode pose = node.putArray("pose");
    for (double value : frame.cameraToWorld()) {
      pose.add(value);
    }
    CameraModel camera = frame.camera();
    node.put("width", camera.width()).put("height", camera.height());
    node.put("fx", camera.fx()).put("fy", camera.fy());
    node.put("cx", camera.cx()).put("cy", camera.cy());
    return node.toString();
  }
}
