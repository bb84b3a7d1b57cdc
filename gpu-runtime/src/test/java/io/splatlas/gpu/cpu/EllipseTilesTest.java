package io.splatlas.gpu.cpu;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Tile entries hold every pixel centre inside the ellipse, and few rows that hold none. */
class EllipseTilesTest {
  private static final Tiles TILES = new Tiles(150, 110);

  @Test
  void shouldCoverExactlyTheRowsTheEllipseTouches() {
    SplittableRandom random = new SplittableRandom(3);
    long needed = 0;
    long listed = 0;
    for (int round = 0; round < 3000; round++) {
      float[] splat = ellipse(random);
      int box = EllipseTiles.box(TILES, splat, 0);
      int[] rows = new int[box];
      int n = box == 0 ? 0 : EllipseTiles.enter(TILES, splat, 0, rows, 0);
      boolean[][] covered = new boolean[TILES.columns][TILES.height];
      for (int e = 0; e < n; e++) {
        int tile = TileEntries.tile(rows[e]);
        long entry = TileEntries.pack(0, 0, rows[e]);
        for (int r = TileEntries.firstRow(entry); r <= TileEntries.lastRow(entry); r++) {
          covered[tile % TILES.columns][TILES.top(tile) + r] = true;
          listed++;
        }
      }
      needed += check(splat, covered);
    }
    double waste = (double) listed / needed;
    assertTrue(waste < 1.1, "rows listed for each row needed: " + waste);
  }

  /** Counts (tile column, row) pairs with a pixel inside; all must be covered. */
  private static int check(float[] s, boolean[][] covered) {
    int needed = 0;
    for (int y = 0; y < TILES.height; y++) {
      for (int column = 0; column < TILES.columns; column++) {
        boolean inside = false;
        for (int x = column * 16; x < Math.min(TILES.width, column * 16 + 16); x++) {
          double dx = x + 0.5 - s[SplatLayout.X];
          double dy = y + 0.5 - s[SplatLayout.Y];
          double exponent =
              s[SplatLayout.QXX] * dx * dx
                  + s[SplatLayout.QXY] * dx * dy
                  + s[SplatLayout.QYY] * dy * dy;
          inside |= -2 * VectorMath.LN_2 * exponent <= s[SplatLayout.REACH];
        }
        assertTrue(!inside || covered[column][y], "a row of pixels is missed");
        needed += inside ? 1 : 0;
      }
    }
    return needed;
  }

  private static float[] ellipse(SplittableRandom random) {
    double angle = random.nextDouble(Math.PI);
    double a = 0.3 + Math.exp(random.nextDouble(0, 8));
    double b = 0.3 + Math.exp(random.nextDouble(-2, 6));
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    double xx = a * c * c + b * s * s;
    double yy = a * s * s + b * c * c;
    double xy = (a - b) * c * s;
    double scaled = -0.5 / Math.log(2) / (a * b);
    double reach = random.nextDouble(0.01, 11);
    float[] splat = new float[SplatLayout.STRIDE];
    splat[SplatLayout.X] = (float) random.nextDouble(-20, 170);
    splat[SplatLayout.Y] = (float) random.nextDouble(-20, 130);
    splat[SplatLayout.QXX] = (float) (yy * scaled);
    splat[SplatLayout.QXY] = (float) (-2 * xy * scaled);
    splat[SplatLayout.QYY] = (float) (xx * scaled);
    splat[SplatLayout.COV_XX] = (float) xx;
    splat[SplatLayout.COV_XY] = (float) xy;
    splat[SplatLayout.COV_YY] = (float) yy;
    splat[SplatLayout.REACH] = (float) reach;
    splat[SplatLayout.EXTENT_X] = (float) Math.sqrt(reach * xx);
    splat[SplatLayout.EXTENT_Y] = (float) Math.sqrt(reach * yy);
    return splat;
  }
}
