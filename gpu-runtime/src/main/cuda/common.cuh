// What all kernels share: the constants of the method, a view, loads and warp-level sums.
//
// The language is the part of CUDA C++ that the tests' emulation header knows too (see docs/CUDA.md): built-in variables, static
// __shared__ arrays, __syncthreads and __syncthreads_count, full-mask warp shuffles and votes, integer atomics. No kernel adds
// floats atomically: sums have a fixed order, so that the same calls give the same bits.
#pragma once

// Blending, as in io.splatlas.gpu.host.Blending.
constexpr float NEAR_PLANE = 0.01f;
constexpr float LOW_PASS = 0.3f;
constexpr float MAX_ALPHA = 0.99f;
constexpr float MAX_COLOUR = 1000.0f;
constexpr float MIN_ALPHA = 1.0f / 255;
constexpr float MIN_TRANSMITTANCE = 1e-4f;

// Planes of a Gaussian, as in io.splatlas.gpu.GaussianLayout.
constexpr int POSITION = 0;
constexpr int ROTATION = 3;
constexpr int SCALE = 7;
constexpr int OPACITY = 10;
constexpr int SH_DC = 11;

constexpr int TILE = 16;
constexpr int TILE_PIXELS = TILE * TILE;
constexpr int WARP = 32;
constexpr int WARPS = TILE_PIXELS / WARP;
constexpr unsigned FULL = 0xffffffffu;

// A key that sorts behind all others: a Gaussian that does not reach the image.
constexpr unsigned NOWHERE = 0xffffffffu;

// One camera: rotation to camera axes (row-major), centre in the world split into two floats so that far from the origin no digits
// are lost, intrinsics in pixels, the range of tangents that enter the Jacobian, image size. Written by ViewParameters.java.
struct View {
  float r[9];
  float c[3];
  float rest[3];
  float fx, fy, cx, cy;
  float left, right, top, bottom;
  float width, height;
};

// What a splat collects from the pixels it is blended at, and in which order.
constexpr int SLOT_U = 0;
constexpr int SLOT_V = 1;
constexpr int SLOT_Z = 2;
constexpr int SLOT_XX = 3;
constexpr int SLOT_XY = 4;
constexpr int SLOT_YY = 5;
constexpr int SLOT_OPACITY = 6;
constexpr int SLOT_RED = 7;
constexpr int SLOT = 10;

// Counts of a view's entries (pairs of a Gaussian and a tile it touches), kept on the device so that the host need not wait for them. What
// a view wants may be more than there is room for: such a view, and all that follow until the host has made room, change nothing. The
// order is known to SplatLists.java.
struct Tally {
  unsigned long long wanted;
  unsigned visible;  // Gaussians that reach the image
  unsigned entries;  // those wanted, or none when there is no room
  int halted;        // a view wanted more than there is room for
  int unused;
};

// Channels that one pass over the splats blends or lifts.
constexpr int CHANNELS = 8;

// A projected Gaussian: a = centre u v (pixels), conic xx xy; b = conic yy, opacity (0 = does not reach the image), red, green;
// c = blue, depth (metres), half the width and half the height of the box of alpha 1/255 (pixels).
// alpha before it is limited. Spelt with fmaf so that every kernel rounds alike: forward and backward must agree on what is blended.
__device__ __forceinline__ float raw_alpha(const float4& a, const float4& b, float x, float y) {
  float dx = x - a.x;
  float dy = y - a.y;
  float along = fmaf(0.5f * a.z, dx, a.w * dy);
  float half = fmaf(dx, along, 0.5f * b.x * dy * dy);
  return b.y * expf(-half);
}

// Adds up N values over the lanes of a warp, and leaves sum i in the lanes whose owner() is i: lanes trade halves of their values, so
// that it takes about N + 5 shuffles instead of 5 N. The order of additions is fixed.
__device__ __forceinline__ float warp_sums10(const float* v, int lane) {
  float five[6];
  bool high = lane & 16;
#pragma unroll
  for (int k = 0; k < 5; k++) {
    float other = __shfl_xor_sync(FULL, high ? v[k] : v[k + 5], 16);
    five[k] = (high ? v[k + 5] : v[k]) + other;
  }
  five[5] = 0;
  float three[4];
  high = lane & 8;
#pragma unroll
  for (int k = 0; k < 3; k++) {
    float other = __shfl_xor_sync(FULL, high ? five[k] : five[k + 3], 8);
    three[k] = (high ? five[k + 3] : five[k]) + other;
  }
  three[3] = 0;
  float two[2];
  high = lane & 4;
#pragma unroll
  for (int k = 0; k < 2; k++) {
    float other = __shfl_xor_sync(FULL, high ? three[k] : three[k + 2], 4);
    two[k] = (high ? three[k + 2] : three[k]) + other;
  }
  high = lane & 2;
  float other = __shfl_xor_sync(FULL, high ? two[0] : two[1], 2);
  float one = (high ? two[1] : two[0]) + other;
  return one + __shfl_xor_sync(FULL, one, 1);
}

// Which of the ten sums this lane holds, -1 for none.
__device__ __forceinline__ int owner10(int lane) {
  int inner = (lane & 4 ? 2 : 0) + (lane & 2 ? 1 : 0);
  int middle = (lane & 8 ? 3 : 0) + inner;
  return (lane & 1) || inner > 2 || middle > 4 ? -1 : (lane & 16 ? 5 : 0) + middle;
}

// The same for eight values.
__device__ __forceinline__ float warp_sums8(const float* v, int lane) {
  float four[4];
  bool high = lane & 16;
#pragma unroll
  for (int k = 0; k < 4; k++) {
    float other = __shfl_xor_sync(FULL, high ? v[k] : v[k + 4], 16);
    four[k] = (high ? v[k + 4] : v[k]) + other;
  }
  float two[2];
  high = lane & 8;
#pragma unroll
  for (int k = 0; k < 2; k++) {
    float other = __shfl_xor_sync(FULL, high ? four[k] : four[k + 2], 8);
    two[k] = (high ? four[k + 2] : four[k]) + other;
  }
  high = lane & 4;
  float other = __shfl_xor_sync(FULL, high ? two[0] : two[1], 4);
  float one = (high ? two[1] : two[0]) + other;
  one += __shfl_xor_sync(FULL, one, 2);
  return one + __shfl_xor_sync(FULL, one, 1);
}

__device__ __forceinline__ int owner8(int lane) {
  return lane & 3 ? -1 : (lane & 16 ? 4 : 0) + (lane & 8 ? 2 : 0) + (lane & 4 ? 1 : 0);
}

// The sum over a block of TILE_PIXELS threads, valid in thread 0. `scratch` holds WARPS floats.
__device__ __forceinline__ float block_sum(float v, int thread, float* scratch) {
  for (int offset = 16; offset > 0; offset /= 2) {
    v += __shfl_xor_sync(FULL, v, offset);
  }
  __syncthreads();
  if (thread % WARP == 0) {
    scratch[thread / WARP] = v;
  }
  __syncthreads();
  float sum = 0;
  if (thread == 0) {
    for (int w = 0; w < WARPS; w++) {
      sum += scratch[w];
    }
  }
  return sum;
}
