package io.splatlas.ops.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SceneHistoryTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final SceneHistory history = new SceneHistory();

  private void burst(long seconds, double loss) {
    history.trained(seconds * 1_000, 5, Duration.ofMillis(40), loss, 20, 1_000);
  }

  @Test
  void shouldAverageTheBurstsBetweenTwoPoints() throws Exception {
    history.backlog(3);
    history.instances(0, 7);
    history.told(Duration.ofMillis(1_500));
    history.trained(0, 10, Duration.ofMillis(30), 0.4, 10, 500);
    history.trained(2_000, 10, Duration.ofMillis(50), 0.2, 20, 600);
    JsonNode point = JSON.readTree(history.newestJson());
    assertEquals(SceneHistory.COLUMNS.size(), point.size());
    assertEquals("[2000,10.0,0.3,15.0,600.0,3.0,7.0,40.0,0.0,1500.0]", point.toString());
  }

  @Test
  void shouldTellWhatIsFoundWhenTrainingRests() throws Exception {
    history.instances(0, 7);
    burst(0, 0.5);
    burst(1, 0.5);
    history.clustered(Duration.ofMillis(300));
    history.instances(5_000, 7);
    assertEquals(1_000, JSON.readTree(history.newestJson()).get(0).asLong(), "nothing new");
    history.instances(6_000, 8);
    assertEquals(
        "[6000,null,0.5,20.0,1000.0,0.0,8.0,null,300.0,0.0]",
        JSON.readTree(history.newestJson()).toString());
  }

  @Test
  void shouldGrowCoarserInsteadOfLonger() throws Exception {
    for (int second = 0; second <= 10 * SceneHistory.CAPACITY; second++) {
      burst(second, 0.5);
    }
    JsonNode points = JSON.readTree(history.json(0)).get("points");
    assertTrue(points.size() <= SceneHistory.CAPACITY, "bounded, got " + points.size());
    assertTrue(points.size() > SceneHistory.CAPACITY / 4, "but useful, got " + points.size());
    long before = -1;
    for (JsonNode point : points) {
      assertTrue(point.get(0).asLong() > before, "in order of time");
      before = point.get(0).asLong();
    }
    assertTrue(before > 9 * SceneHistory.CAPACITY * 1_000L, "up to now");
  }

  @Test
  void shouldTellWhatIsNoNumberAsNull() throws Exception {
    burst(0, 0.5);
    burst(1, Double.NaN);
    assertTrue(JSON.readTree(history.newestJson()).get(2).isNull());
  }
}
