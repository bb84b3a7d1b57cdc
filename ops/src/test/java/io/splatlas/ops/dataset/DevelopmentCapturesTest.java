package io.splatlas.ops.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every development capture as its README describes it. */
class DevelopmentCapturesTest {

  @ParameterizedTest
  @CsvSource({
    "desk,60,7,320,240,true,true,16,9410,0",
    "table,72,12,320,240,true,true,25,19980,0",
    "kitchen,120,20,320,240,true,true,43,19687,0",
    "shelf,15,2,640,480,true,true,4,0,0",
    "fox,50,6,270,480,false,false,0,0,0",
    "fox_colmap,50,7,270,480,false,false,0,24069,0",
    "fox_full,50,7,1080,1920,false,false,0,0,17"
  })
  void shouldReadWhatTheReadmeSays(
      String name,
      int frames,
      int heldOut,
      int width,
      int height,
      boolean depth,
      boolean masks,
      int leastLabels,
      int points,
      int missing)
      throws IOException {
    Capture capture = DevelopmentData.capture(name);
    assertEquals(name, capture.name());
    assertEquals(frames, capture.frames().size());
    assertEquals(heldOut, capture.frames(Split.TEST).size());
    assertEquals(missing, capture.missing().size());
    assertEquals(points, capture.points().map(SparsePoints::count).orElse(0));
    assertTrue(capture.labels().map(labels -> labels.size()).orElse(0) >= leastLabels);
    for (CaptureFrame frame : capture.frames()) {
      assertSame(frame, capture.frames().get(frame.index()));
      assertEquals(width, frame.intrinsics().width());
      assertEquals(height, frame.intrinsics().height());
      assertEquals(depth, frame.depth().isPresent());
      assertEquals(masks, frame.mask().isPresent());
    }
  }

  @Test
  void shouldDecodeEveryImageDepthAndMask() throws IOException {
    var full = new FramePreparer(FramePreparer.FULL_SIZE);
    for (String name : new String[] {"desk", "table", "kitchen", "shelf", "fox"}) {
      for (CaptureFrame frame : DevelopmentData.capture(name).frames()) {
        assertEquals(frame.intrinsics().width(), full.colour(frame).width());
        full.depth(frame)
            .ifPresent(depth -> assertEquals(frame.intrinsics().height(), depth.height()));
        full.mask(frame)
            .ifPresent(mask -> assertEquals(frame.intrinsics().height(), mask.height()));
      }
    }
  }

  @Test
  void shouldSendOriginalBytesUnlessTheImageIsTooWide() throws IOException {
    CaptureFrame frame = DevelopmentData.capture("fox_full").frames().get(0);
    byte[] file = Files.readAllBytes(frame.image());
    assertArrayEquals(file, new FramePreparer(1080).prepare(frame).image());
    PreparedFrame small = new FramePreparer(270).prepare(frame);
    assertEquals(270, small.intrinsics().width());
    assertEquals(480, small.intrinsics().height());
    assertEquals(554.558 / 4, small.intrinsics().cx(), 1e-9);
    assertEquals(1374.49 / 4, small.intrinsics().fy(), 1e-9);
    assertEquals(0.0578421, small.intrinsics().k1());
    assertEquals(270, ImageFiles.decodeRgb(small.image(), frame.image()).width());
  }
}
