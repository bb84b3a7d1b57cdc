package io.splatlas.ops.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.splatlas.gpu.bench.DeviceBenchmark;
import io.splatlas.gpu.bench.SyntheticSource;
import io.splatlas.gpu.bench.TrainingBenchmark;
import io.splatlas.gpu.bench.TrainingScaling;
import io.splatlas.gpu.cpu.PairCount;
import io.splatlas.gpu.cpu.StageTimes;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Figures as text and as JSON. */
class BenchReportTest {
  private static TrainingBenchmark.Figures figures() {
    Map<StageTimes.Stage, Double> stages = new EnumMap<>(StageTimes.Stage.class);
    for (StageTimes.Stage stage : StageTimes.Stage.values()) {
      stages.put(stage, 2.0);
    }
    return new TrainingBenchmark.Figures(
        "fox",
        10_000,
        270,
        480,
        2,
        12.5,
        12,
        stages,
        7,
        new PairCount(4_000_000, 2_000_000, 9),
        8e9,
        4e9,
        812,
        312,
        5 << 20,
        25);
  }

  @Test
  void shouldWriteRatesAndScalingAsJson() throws Exception {
    TrainingScaling.Figures scaling = new TrainingScaling.Figures(2, 1.9, 1.5, 1.25);
    JsonNode json = new ObjectMapper().readTree(BenchReport.json(figures(), List.of(scaling)));
    assertEquals("train", json.get("benchmark").asText());
    assertEquals(2.0, json.get("stages").get("adam").asDouble());
    assertEquals(2e9, json.get("forwardVisitedPerSecond").asDouble());
    assertEquals(0.25, json.get("forwardRooflineShare").asDouble());
    assertEquals(1.9, json.get("threadGain").asDouble());
    assertEquals(312, json.get("servedBytes").asDouble());
  }

  @Test
  void shouldTellAPersonTheSame() {
    String text = String.join("\n", BenchReport.text(figures()));
    assertTrue(text.contains("10,000 Gaussians, 270 x 480, 2 threads: 12.50 ms"), text);
    assertTrue(text.contains("share 25 %"), text);
    assertTrue(text.contains("812 bytes in training, 312 served only"), text);
  }

  @Test
  void shouldReportAnyDevice() throws Exception {
    DeviceBenchmark.Figures figures =
        new DeviceBenchmark.Figures(
            "surface", "a card", 1_000_000, 1920, 1080, 123.4, 2, 3, 400, 2L << 30, 21);
    JsonNode json = new ObjectMapper().readTree(BenchReport.json(figures));
    assertEquals(123.4, json.get("stepsPerSecond").asDouble());
    assertEquals("a card", json.get("device").asText());
    String text = BenchReport.text(figures);
    assertTrue(text.contains("1,000,000 Gaussians, 1920 x 1080, a card: 123.4 steps/s"), text);
  }

  @Test
  void shouldTimeAnyDeviceByTheSameSteps() {
    DeviceBenchmark.Figures figures =
        DeviceBenchmark.run(
            new SyntheticSource(32, 24),
            new TrainingBenchmark.Setup(200, 1, 1, 3),
            "reference",
            64L << 20);
    assertEquals(200, figures.gaussians());
    assertTrue(figures.stepsPerSecond() > 0 && figures.bytes() > 0, figures.toString());
  }
}
