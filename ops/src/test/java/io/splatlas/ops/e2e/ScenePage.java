package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.splatlas.proto.v1.Intrinsics;
import io.splatlas.proto.v1.Pose;
import io.splatlas.proto.v1.View;
import java.net.URI;
import java.util.List;

/** A scene's page in a browser, as a person uses it. */
final class ScenePage {
  static final String DRAWN = "document.querySelector('.stage')?.dataset.drawn > 0";
  private static final String SETTLED =
      "document.querySelector('.stage')?.dataset.settled === 'true'";

  /** The view's pixels on a canvas c that is read from. */
  private static final String PIXELS =
      "const v = document.querySelector('.stage canvas.splats')"
          + " ?? document.querySelector('.stage .picture');"
          + "const c = document.createElement('canvas'); c.width = %s; c.height = %s;"
          + "const g = c.getContext('2d'); g.drawImage(v, 0, 0, c.width, c.height);"
          + "const d = g.getImageData(0, 0, c.width, c.height).data;";

  /** A number that is another one when the picture is, and how bright and dark it gets. */
  private static final String PICTURE =
      PIXELS.formatted("v.width", "v.height")
          + "let sum = 0, most = 0, least = 255;"
          + "for (let i = 0; i < d.length; i += 4) {"
          + "  sum = (sum * 31 + d[i] + d[i + 1] * 7 + d[i + 2] * 13) % 2147483647;"
          + "  most = Math.max(most, d[i]); least = Math.min(least, d[i]); }"
          + "return {sum, spread: most - least};";

  private static final String STAGE_BOX =
      "document.querySelector('.stage').scrollIntoView({block: 'center'});"
          + "const b = document.querySelector('.stage').getBoundingClientRect();"
          + "return [b.left, b.top, b.width, b.height];";

  private static final String RENDERS_OF_IDS =
      "performance.getEntriesByType('resource').map(e => e.name)"
          + ".filter(n => n.includes('/render?') && n.includes('ids'))";

  private final Browser browser;

  ScenePage(Browser browser) {
    this.browser = browser;
  }

  /** What is seen is of the last iteration, of the camera's last place and of full size. */
  void awaitStill() throws Exception {
    browser.await("last picture", SETTLED);
  }

  /** Waits until the view is not of one colour. */
  void awaitSomething() throws Exception {
    browser.await("something to see", "(() => {" + PICTURE + "})().spread > 20");
  }

  JsonNode picture() throws Exception {
    return browser.run(PICTURE);
  }

  /** Waits until another picture than this one is seen. */
  void awaitChangeOf(JsonNode picture) throws Exception {
    browser.await(
        "another picture",
        "(() => {" + PICTURE + "})().sum !== " + picture.get("sum").asLong() + " && " + SETTLED);
  }

  /** Red, green, blue of the view at another size. */
  int[] pixels(int width, int height) throws Exception {
    JsonNode list =
        browser.run(
            PIXELS.formatted(width, height)
                + "return Array.from(d).filter((value, i) => i % 4 !== 3);");
    int[] pixels = new int[list.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = list.get(i).asInt();
    }
    return pixels;
  }

  void press(String selector) throws Exception {
    browser.run("document.querySelector('" + selector + "').click()");
  }

  void layer(String name) throws Exception {
    press("label[for=layer-" + name + "]");
  }

  /** Clicks at parts of the view's width and height. */
  void click(double u, double v) throws Exception {
    int[] at = place(u, v);
    browser.click(at[0], at[1]);
  }

  void drag(int dx, int dy) throws Exception {
    int[] middle = place(0.5, 0.5);
    browser.drag(middle[0], middle[1], dx, dy);
  }

  private int[] place(double u, double v) throws Exception {
    JsonNode box = browser.run(STAGE_BOX);
    return new int[] {
      (int) Math.round(box.get(0).asDouble() + u * box.get(2).asDouble()),
      (int) Math.round(box.get(1).asDouble() + v * box.get(3).asDouble())
    };
  }

  /** The view as the page asks the server for it when the mouse is over it. */
  View view() throws Exception {
    int[] middle = place(0.5, 0.5);
    browser.hover(middle[0] + 3, middle[1] + 3);
    browser.hover(middle[0], middle[1]);
    browser.await("ids of what is seen", RENDERS_OF_IDS + ".length > 0");
    return ViewLinks.read(URI.create(browser.run("return " + RENDERS_OF_IDS + ".at(-1)").asText()));
  }

  /** Where a point of the world is seen: parts of the view's width and height. */
  static double[] project(View view, double[] point) {
    Pose pose = view.getPose();
    List<Double> m = pose.getCameraToWorldList();
    double[] local = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      for (int row = 0; row < 3; row++) {
        local[axis] += m.get(4 * row + axis) * (point[row] - m.get(4 * row + 3));
      }
    }
    assertTrue(local[2] > 0, "the point is in front of the camera");
    Intrinsics lens = view.getIntrinsics();
    return new double[] {
      (lens.getFx() * local[0] / local[2] + lens.getCx()) / lens.getWidth(),
      (lens.getFy() * local[1] / local[2] + lens.getCy()) / lens.getHeight()
    };
  }
}
