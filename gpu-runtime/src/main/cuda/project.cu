// Projection of all Gaussians into one view.
#include "harmonics.cuh"
#include "projection.cuh"
#include "tiles.cuh"

__device__ __forceinline__ void colour_of(
    const float* planes, int rows, int i, int degree, const float* world, float* rgb) {
  float d[3];
  float basis[MAX_BASIS];
  direction_of(world, d);
  harmonics(degree, d, basis);
  int functions = (degree + 1) * (degree + 1);
  for (int c = 0; c < 3; c++) {
    rgb[c] = 0.5f;
  }
#pragma unroll
  for (int k = 0; k < MAX_BASIS; k++) {
    if (k < functions) {
      for (int c = 0; c < 3; c++) {
        rgb[c] += basis[k] * planes[(SH_DC + 3 * k + c) * (size_t)rows + i];
      }
    }
  }
  for (int c = 0; c < 3; c++) {
    rgb[c] = fminf(MAX_COLOUR, fmaxf(0, rgb[c]));
  }
}

// One thread a Gaussian: splat, depth key (NOWHERE when it does not reach the image), its row as the value to sort, the number of
// tiles it touches; counts those that reach the image.
extern "C" __global__ void __launch_bounds__(256) project(
    const float* planes, int rows, int count, int degree, int antialiased, View view, float4* splatA, float4* splatB,
    float4* splatC, unsigned* keys, unsigned* order, unsigned* tiles, Tally* tally) {
  int i = blockIdx.x * 256 + threadIdx.x;
  bool visible = false;
  unsigned touched = 0;
  if (i < count) {
    Shape s;
    float4 a = make_float4(0, 0, 0, 0);
    float4 b = make_float4(0, 0, 0, 0);
    float4 c = make_float4(0, 0, 0, 0);
    if (move_to_camera(view, planes, rows, i, s)) {
      read_shape(view, planes, rows, i, s);
      Covariance cov = covariance_of(s.t);
      a.x = view.fx * (s.p[0] * s.inverseZ) + view.cx;
      a.y = view.fy * (s.p[1] * s.inverseZ) + view.cy;
      a.z = cov.yy / cov.det;
      a.w = -cov.xy / cov.det;
      b.x = cov.xx / cov.det;
      float opacity = sigmoid(planes[OPACITY * (size_t)rows + i]);
      if (antialiased) {
        opacity *= sqrtf(cov.sharp / cov.det);
      }
      if (opacity >= MIN_ALPHA && isfinite(a.z + a.w + b.x)) {
        float reach = reach_of(opacity);
        c.z = sqrtf(2 * reach * cov.xx);
        c.w = sqrtf(2 * reach * cov.yy);
        TileBox box = box_of(view, a.x, a.y, c.z, c.w);
        visible = box.x1 >= 0;
        b.y = visible ? opacity : 0;
        for (int y = box.y0; visible && y <= box.y1; y++) {
          for (int x = box.x0; x <= box.x1; x++) {
            touched += touches(a, b, reach, x, y) ? 1 : 0;
          }
        }
      }
      if (visible) {
        float rgb[3];
        colour_of(planes, rows, i, degree, s.world, rgb);
        b.z = rgb[0];
        b.w = rgb[1];
        c.x = rgb[2];
        c.y = s.p[2];
      }
    }
    splatA[i] = a;
    splatB[i] = b;
    splatC[i] = c;
    keys[i] = visible ? __float_as_uint(s.p[2]) : NOWHERE;
    order[i] = i;
    tiles[i] = touched;
  }
  unsigned seen = __ballot_sync(FULL, visible);
  unsigned sum = touched;
  for (int offset = 16; offset > 0; offset /= 2) {
    sum += __shfl_xor_sync(FULL, sum, offset);
  }
  // Sums of whole numbers do not depend on their order.
  if (threadIdx.x % WARP == 0 && seen != 0) {
    atomicAdd(&tally->wanted, (unsigned long long)sum);
    atomicAdd(&tally->visible, (unsigned)__popc(seen));
  }
}
