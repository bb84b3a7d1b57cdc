package io.splatlas.gateway.render;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.splatlas.gateway.fake.Frames;
import io.splatlas.gateway.status.Violations;
import io.splatlas.gpu.Layer;
import io.splatlas.proto.v1.CameraAxes;
import io.splatlas.proto.v1.Colour;
import io.splatlas.proto.v1.Distortion;
import io.splatlas.proto.v1.RenderLayer;
import io.splatlas.proto.v1.View;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LayerEncoderTest {
  @Test
  void shouldClampColours() {
    assertArrayEquals(
        new byte[] {0, 0, (byte) 128, (byte) 255, (byte) 255, 0},
        LayerEncoder.toBytes(new float[] {-1, 0, 0.5f, 1, 7, Float.NaN}));
  }

  @Test
  void shouldWriteDepthInMillimetres() {
    assertArrayEquals(
        new short[] {0, 0, 1, 1500, (short) 65535, (short) 65535, 0},
        LayerEncoder.toMillimetres(
            new float[] {-1, 0, 0.001f, 1.5f, 65.535f, Float.POSITIVE_INFINITY, Float.NaN}));
  }

  @Test
  void shouldShowLargeIdsAsTheLargest() {
    assertArrayEquals(
        new short[] {0, 1, (short) 65535, (short) 65535, (short) 65535},
        LayerEncoder.toIds16(new int[] {0, 1, 65535, 65536, -1}));
  }

  @Test
  void shouldColourIdsLikeIdColours() {
    byte[] rgb = LayerEncoder.toColours(new int[] {0, 5, 5, 6});
    int third = (rgb[6] & 0xff) << 16 | (rgb[7] & 0xff) << 8 | (rgb[8] & 0xff);
    assertEquals(IdColours.rgb(5), third);
  }

  @Test
  void shouldNameEveryFaultOfAView() {
    Violations violations = new Violations();
    ViewReader.check(
        true,
        good()
            .setIntrinsics(
                Frames.intrinsics().toBuilder()
                    .setWidth(4097)
                    .setDistortion(Distortion.getDefaultInstance()))
            .addLayers(RenderLayer.RENDER_LAYER_COLOUR)
            .addLayersValue(99)
            .setJpegQuality(101)
            .setBackground(Colour.newBuilder().setRed(-1).setGreen(Float.NaN))
            .build(),
        violations);
    assertEquals(7, violations.count());
  }

  @Test
  void shouldRequireViewPoseIntrinsicsAndLayers() {
    Violations noView = new Violations();
    ViewReader.check(false, View.getDefaultInstance(), noView);
    assertEquals(1, noView.count());
    Violations emptyView = new Violations();
    ViewReader.check(true, View.getDefaultInstance(), emptyView);
    assertEquals(3, emptyView.count());
  }

  @Test
  void shouldAskTheDeviceForEachLayerOnce() {
    ViewPlan plan =
        ViewReader.plan(
            good()
                .addLayers(RenderLayer.RENDER_LAYER_ID_COLOURS)
                .addLayers(RenderLayer.RENDER_LAYER_IDS)
                .build());
    assertEquals(Set.of(Layer.COLOUR, Layer.IDS), plan.options().layers());
    assertEquals(3, plan.layers().size());
    assertArrayEquals(new double[] {4, 5, 6}, plan.camera().centre(), 1e-12);
  }

  private static View.Builder good() {
    return View.newBuilder()
        .setPose(Frames.pose(CameraAxes.CAMERA_AXES_OPENGL))
        .setIntrinsics(Frames.intrinsics())
        .addLayers(RenderLayer.RENDER_LAYER_COLOUR);
  }
}
