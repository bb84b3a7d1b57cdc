package io.splatlas.gpu.cpu;

import static io.splatlas.gpu.cpu.Lanes.COUNT;
import static io.splatlas.gpu.cpu.Lanes.F;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Blends a frame tile by tile and carries the gradient of the loss back to the splats' slots: tiles
 * between the kernels, which work in a tile's own planes, and the frame's planes.
 */
final class TrainingRaster {
  private final Workers workers;
  private final Buffers buffers;
  private final float[][] forwardState;
  private final float[][] backwardState;
  private final float[][] scratch;
  private final float[][] stage;
  private final Workers.Task blend = this::blendTile;
  private final Workers.Task gather = this::gatherTile;
  private SplatScene scene;
  private Tiles tiles;
  private FrameBuffers frame;
  private float[] background;
  private boolean depth;

  /** {@link BackwardKernel#SLOT} floats per entry. */
  float[] slots = new float[0];

  @SuppressWarnings("NullAway.Init") // what a sweep works on is set by forward
  TrainingRaster(Workers workers, Buffers buffers) {
    this.workers = workers;
    this.buffers = buffers;
    int n = workers.count();
    stage = new float[n][ForwardKernel.STAGE];
    forwardState = new float[n][ForwardKernel.STATE];
    backwardState = new float[n][BackwardKernel.STATE];
    scratch = new float[n][BackwardKernel.SCRATCH];
  }

  /** Colour of all pixels, and depth and transmittance if asked for. */
  void forward(SplatScene from, Tiles over, FrameBuffers to, float[] behind, boolean withDepth) {
    scene = from;
    tiles = over;
    frame = to;
    background = behind;
    depth = withDepth;
    workers.run(tiles.count(), blend);
  }

  /** Makes room for a gradient per entry of the scene. */
  void reserveSlots(SplatScene from) {
    slots = buffers.floats("gradients", slots, (long) from.entries() * BackwardKernel.SLOT);
  }

  /** Fills all slots from the frame's gradients; {@link #forward} has blended the same scene. */
  void backward(boolean withDepth) {
    depth = withDepth;
    workers.run(tiles.count(), gather);
  }

  private void blendTile(int tile, int worker) {
    float[] state = forwardState[worker];
    int left = tiles.left(tile);
    int top = tiles.top(tile);
    int rows = tiles.height(tile);
    frame.tileEnd[tile] =
        ForwardKernel.blendTile(
            state,
            stage[worker],
            rows,
            scene.splats,
            scene.tileEntries,
            scene.tileStart[tile],
            scene.tileStart[tile + 1],
            left,
            top,
            depth);
    int at = top * tiles.stride + left;
    for (int channel = 0; channel < 3; channel++) {
      copyColour(
          state,
          ForwardKernel.RED + 16 * channel,
          rows,
          background[channel],
          frame.colour[channel],
          at,
          tiles.stride,
          tiles.width - left);
    }
    if (depth) {
      copy(state, ForwardKernel.DEPTH, rows, frame.depth, at, tiles.stride);
      copy(state, ForwardKernel.TRANSMITTANCE, rows, frame.transmittance, at, tiles.stride);
    }
  }

  private static void copyColour(
      float[] state,
      int plane,
      int rows,
      float behind,
      float[] to,
      int at,
      int stride,
      int columns) {
    for (int c = 0; c < Tiles.WIDTH; c += COUNT) {
      VectorMask<Float> inside = Lanes.RAMP.compare(VectorOperators.LT, (float) (columns - c));
      for (int row = 0; row < rows; row++) {
        FloatVector light = FloatVector.fromArray(F, state, row * ForwardKernel.ROW + c);
        FloatVector colour = FloatVector.fromArray(F, state, row * ForwardKernel.ROW + plane + c);
        FloatVector.zero(F)
            .blend(colour.add(light.mul(behind)), inside)
            .intoArray(to, at + row * stride + c);
      }
    }
  }

  private static void copy(float[] state, int plane, int rows, float[] to, int at, int stride) {
    for (int row = 0; row < rows; row++) {
      System.arraycopy(state, row * ForwardKernel.ROW + plane, to, at + row * stride, Tiles.WIDTH);
    }
  }

  private void gatherTile(int tile, int worker) {
    float[] state = backwardState[worker];
    int left = tiles.left(tile);
    int top = tiles.top(tile);
    int rows = tiles.height(tile);
    int at = top * tiles.stride + left;
    loadColour(state, rows, at);
    if (depth) {
      loadDepth(state, rows, at);
    }
    BackwardKernel.tile(
        state,
        scratch[worker],
        stage[worker],
        rows,
        scene.splats,
        scene.tileEntries,
        scene.tileStart[tile],
        frame.tileEnd[tile],
        scene.tileStart[tile + 1],
        left,
        top,
        depth,
        slots);
  }

  private void loadColour(float[] state, int rows, int at) {
    float[] red = frame.colour[0];
    float[] green = frame.colour[1];
    float[] blue = frame.colour[2];
    float[] gradRed = frame.gradColour[0];
    float[] gradGreen = frame.gradColour[1];
    float[] gradBlue = frame.gradColour[2];
    for (int row = 0; row < rows; row++) {
      for (int c = 0; c < Tiles.WIDTH; c += COUNT) {
        int from = at + row * tiles.stride + c;
        int to = row * BackwardKernel.ROW + c;
        FloatVector r = FloatVector.fromArray(F, gradRed, from);
        FloatVector g = FloatVector.fromArray(F, gradGreen, from);
        FloatVector b = FloatVector.fromArray(F, gradBlue, from);
        r.intoArray(state, to + BackwardKernel.GRAD_RED);
        g.intoArray(state, to + BackwardKernel.GRAD_GREEN);
        b.intoArray(state, to + BackwardKernel.GRAD_BLUE);
        r.mul(FloatVector.fromArray(F, red, from))
            .add(g.mul(FloatVector.fromArray(F, green, from)))
            .add(b.mul(FloatVector.fromArray(F, blue, from)))
            .intoArray(state, to + BackwardKernel.REMAINING);
      }
    }
  }

  private void loadDepth(float[] state, int rows, int at) {
    for (int row = 0; row < rows; row++) {
      for (int c = 0; c < Tiles.WIDTH; c += COUNT) {
        int from = at + row * tiles.stride + c;
        int to = row * BackwardKernel.ROW + c;
        FloatVector gz = FloatVector.fromArray(F, frame.gradDepth, from);
        FloatVector ga = FloatVector.fromArray(F, frame.gradAlpha, from);
        FloatVector light = FloatVector.fromArray(F, frame.transmittance, from);
        gz.intoArray(state, to + BackwardKernel.GRAD_DEPTH);
        ga.intoArray(state, to + BackwardKernel.GRAD_ALPHA);
        FloatVector.fromArray(F, state, to + BackwardKernel.REMAINING)
            .add(gz.mul(FloatVector.fromArray(F, frame.depth, from)))
            .add(ga.sub(ga.mul(light)))
            .intoArray(state, to + BackwardKernel.REMAINING);
      }
    }
  }
}
