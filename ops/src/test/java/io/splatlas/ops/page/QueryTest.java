package io.splatlas.ops.page;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.proto.v1.RenderLayer;
import io.splatlas.proto.v1.View;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
  private static final String POSE = "pose=1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1";
  private static final String GOOD = POSE + "&size=32,24&lens=30,30,16,12&layers=colour%2Cids";

  @Test
  void shouldReadAView() {
    View view = ViewQuery.view(new Query(GOOD));
    assertEquals(32, view.getIntrinsics().getWidth());
    assertEquals(16, view.getPose().getCameraToWorldCount());
    assertEquals(
        List.of(RenderLayer.RENDER_LAYER_COLOUR, RenderLayer.RENDER_LAYER_IDS),
        view.getLayersList());
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "pose=1,2,3&size=32,24&lens=1,1,1,1",
        POSE + "&size=32&lens=1,1,1,1",
        POSE + "&size=32,x&lens=1,1,1,1",
        POSE + "&size=32,NaN&lens=1,1,1,1",
        POSE + "&size=32,1e999&lens=1,1,1,1",
        POSE + "&size=4000,4000&lens=1,1,1,1",
        POSE + "&size=-4,4&lens=1,1,1,1",
        POSE + "&size=4,4&lens=1,1,1,1&layers=gold",
        POSE + "&size=4,4&lens=1,1,1,1&quality=101",
        POSE + "&size=4,4&lens=1,1,1,1&quality=1.5",
        "size=%zz"
      })
  void shouldNameWhatIsWrongWithAView(String query) {
    HttpProblem problem = assertThrows(HttpProblem.class, () -> ViewQuery.view(new Query(query)));
    assertEquals(400, problem.status());
    assertFalse(problem.told().isBlank());
  }

  @Test
  void shouldReadRevisions() {
    assertEquals(0, new Query(null).revision("after"));
    assertEquals(17, new Query("after=17").revision("after"));
    assertEquals(0, new Query("after=-3").revision("after"));
    assertThrows(HttpProblem.class, () -> new Query("after=x").revision("after"));
    assertArrayEquals(new double[] {1, 2}, new Query("a=1,2").numbers("a", 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "localhost:8080", "127.0.0.1:8080", "[::1]:8080"})
  void shouldAnswerToItsOwnNames(String host) {
    assertTrue(RequestGuard.isOwnName(host));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "example.org", "127.0.0.1.example.org", "localhost.evil:8080"})
  void shouldNotAnswerToOtherNames(String host) {
    assertFalse(RequestGuard.isOwnName(host));
  }
}
