package io.splatlas.ops.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class CameraPathTest {
  private final CameraPath path = new CameraPath();

  private void at(double x, double y, double z) {
    path.add(x, y, z);
  }

  @Test
  void shouldTellWhereTheCameraWasInOrder() {
    at(1, 2, 3);
    at(1.5, -2, 0.12345);
    assertEquals("[[1.0,2.0,3.0],[1.5,-2.0,0.1235]]", path.json().toString());
  }

  @Test
  void shouldGrowCoarserInsteadOfLonger() {
    int frames = 20 * CameraPath.CAPACITY;
    for (int i = 0; i < frames; i++) {
      at(i, 0, 0);
    }
    JsonNode places = path.json();
    assertTrue(places.size() <= CameraPath.CAPACITY, "bounded, got " + places.size());
    assertTrue(places.size() >= CameraPath.CAPACITY / 2, "but useful, got " + places.size());
    double step = places.get(1).get(0).asDouble() - places.get(0).get(0).asDouble();
    for (int i = 1; i < places.size(); i++) {
      double between = places.get(i).get(0).asDouble() - places.get(i - 1).get(0).asDouble();
      assertTrue(between > 0 && between <= 2 * step, "evenly, got " + between);
    }
    assertTrue(places.get(places.size() - 1).get(0).asDouble() > 0.9 * frames, "up to now");
  }
}
