package io.splatlas.ops.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationReportTest {

  private static final EvaluationReport FULL =
      new EvaluationReport(
          "desk",
          28.123456789,
          0.9,
          0.8,
          0.7,
          1.0,
          0.95,
          0.6,
          0.5,
          2,
          0.99,
          16,
          18,
          12345,
          53,
          61.5);

  private static final EvaluationReport PHOTOGRAPHS =
      new EvaluationReport(
          "a \"quoted\" fox",
          Double.POSITIVE_INFINITY,
          0.9,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          7,
          100,
          44,
          300.0);

  @Test
  void shouldBeOneLineWithExactlyTheFieldsOfTheContract() throws IOException {
    assertEquals(
        "{\"scene\":\"desk\",\"psnr\":28.123457,\"ssim\":0.9,\"miou\":0.8,\"mbiou\":0.7,"
            + "\"share50\":1.0,\"consistency\":0.95,\"ap25\":0.6,\"ap50\":0.5,\"idSwitches\":2,"
            + "\"purity\":0.99,\"objects\":16,\"instances\":18,\"gaussians\":12345,\"frames\":53,"
            + "\"seconds\":61.5}",
        FULL.toJson());
    assertFalse(PHOTOGRAPHS.toJson().contains("\n"));
    assertEquals(16, new ObjectMapper().readTree(PHOTOGRAPHS.toJson()).size());
  }

  @Test
  void shouldWriteNullForWhatASceneCannotHave() throws IOException {
    var json = new ObjectMapper().readTree(PHOTOGRAPHS.toJson());
    for (String field : List.of("psnr", "miou", "consistency", "ap25", "idSwitches", "objects")) {
      assertTrue(json.get(field).isNull(), field);
    }
    assertEquals("a \"quoted\" fox", json.get("scene").textValue());
  }

  @Test
  void shouldShowARowASceneInTheTerminal() {
    List<String> lines = EvaluationReport.table(List.of(FULL, PHOTOGRAPHS)).lines().toList();
    assertEquals(4, lines.size());
    assertTrue(lines.get(2).startsWith("desk "));
    assertTrue(lines.get(2).contains("28.12  0.900  0.800"), lines.get(2));
    assertTrue(lines.get(3).contains("  -  "), lines.get(3));
  }
}
