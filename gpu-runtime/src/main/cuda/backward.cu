// Backward rasterisation: what every splat collects from the pixels it was blended at. One block a tile, one thread a pixel, back to
// front. Sums go lane by lane, warp by warp, tile by tile, always in the same order: every entry has a slot of its own, and no float is
// added atomically.
#include "common.cuh"

constexpr int BATCH = 32;

// With s_i = g . f_i the projection of the image's gradient onto what splat i contributes, the loss changes by sum w_i s_i + T s_bg, so
// dL/d alpha_i = T_i s_i - (what lies behind i) / (1 - alpha_i).
extern "C" __global__ void __launch_bounds__(256) raster_backward(
    const int* starts, const unsigned* slots, const unsigned* owners, const float4* splatA, const float4* splatB,
    const float4* splatC, int width, int height, float red, float green, float blue, const float* light, const int* last,
    const float* gColour, const float* gDepthSum, const float* gAlphaSum, float* collected) {
  __shared__ float4 sharedA[BATCH];
  __shared__ float4 sharedB[BATCH];
  __shared__ float2 sharedC[BATCH];
  __shared__ unsigned slot[BATCH];
  __shared__ float partial[WARPS][BATCH][SLOT];
  __shared__ int furthest;
  int thread = threadIdx.x;
  int lane = thread % WARP;
  int warp = thread / WARP;
  int owned = owner10(lane);
  int px = blockIdx.x * TILE + thread % TILE;
  int py = blockIdx.y * TILE + thread / TILE;
  bool inside = px < width && py < height;
  int at = py * width + px;
  int start = starts[blockIdx.y * gridDim.x + blockIdx.x];
  int end = inside ? last[at] : 0;
  if (thread == 0) {
    furthest = 0;
  }
  __syncthreads();
  int reach = end;
  for (int offset = 16; offset > 0; offset /= 2) {
    reach = max(reach, __shfl_xor_sync(FULL, reach, offset));
  }
  if (lane == 0 && reach > 0) {
    atomicMax(&furthest, reach);
  }
  __syncthreads();
  float x = px + 0.5f;
  float y = py + 0.5f;
  float t = inside ? light[at] : 1;
  float gr = inside ? gColour[3 * at] : 0;
  float gg = inside ? gColour[3 * at + 1] : 0;
  float gb = inside ? gColour[3 * at + 2] : 0;
  float gd = inside && gDepthSum != nullptr ? gDepthSum[at] : 0;
  float ga = inside && gDepthSum != nullptr ? gAlphaSum[at] : 0;
  float behind = t * (gr * red + gg * green + gb * blue);
  for (int top = furthest; top > start; top -= BATCH) {
    int n = min(BATCH, top - start);
    int first = top - n;
    if (thread < n) {
      unsigned entry = slots[first + thread];
      unsigned gaussian = owners[entry];
      float4 c = splatC[gaussian];
      slot[thread] = entry;
      sharedA[thread] = splatA[gaussian];
      sharedB[thread] = splatB[gaussian];
      sharedC[thread] = make_float2(c.x, c.y);
    }
    __syncthreads();
    for (int k = n - 1; k >= 0; k--) {
      float4 a = sharedA[k];
      float4 b = sharedB[k];
      float raw = raw_alpha(a, b, x, y);
      float alpha = fminf(MAX_ALPHA, raw);
      bool hit = first + k < end && alpha >= MIN_ALPHA;
      if (!__any_sync(FULL, hit)) {
        if (lane < SLOT) {
          partial[warp][k][lane] = 0;
        }
        continue;
      }
      float v[SLOT];
      for (int c = 0; c < SLOT; c++) {
        v[c] = 0;
      }
      if (hit) {
        float2 c = sharedC[k];
        float through = 1 / (1 - alpha);
        t *= through;
        float weight = alpha * t;
        float share = gr * b.z + gg * b.w + gb * c.x + gd * c.y + ga;
        float gAlpha = t * share - behind * through;
        behind += weight * share;
        v[SLOT_RED] = weight * gr;
        v[SLOT_RED + 1] = weight * gg;
        v[SLOT_RED + 2] = weight * gb;
        v[SLOT_Z] = weight * gd;
        if (raw < MAX_ALPHA) {
          float dx = x - a.x;
          float dy = y - a.y;
          float gq = -0.5f * alpha * gAlpha;
          v[SLOT_U] = -2 * gq * (a.z * dx + a.w * dy);
          v[SLOT_V] = -2 * gq * (a.w * dx + b.x * dy);
          v[SLOT_XX] = gq * dx * dx;
          v[SLOT_XY] = 2 * gq * dx * dy;
          v[SLOT_YY] = gq * dy * dy;
          v[SLOT_OPACITY] = gAlpha * alpha / b.y;
        }
      }
      float sum = warp_sums10(v, lane);
      if (owned >= 0) {
        partial[warp][k][owned] = sum;
      }
    }
    __syncthreads();
    for (int k = thread; k < n * SLOT; k += TILE_PIXELS) {
      float sum = 0;
      for (int w = 0; w < WARPS; w++) {
        sum += partial[w][k / SLOT][k % SLOT];
      }
      collected[(size_t)slot[k / SLOT] * SLOT + k % SLOT] = sum;
    }
    __syncthreads();
  }
}

// Zeroes the sums of all entries, `each` of them a entry, four at a time.
extern "C" __global__ void __launch_bounds__(256) clear_slots(float4* collected, int each, const Tally* tally) {
  size_t i = blockIdx.x * (size_t)256 + threadIdx.x;
  if (4 * i < (size_t)each * tally->entries) {
    collected[i] = make_float4(0, 0, 0, 0);
  }
}

// Adds up the slots of each Gaussian, one warp a rank; three slots at a time in the first thirty lanes.
extern "C" __global__ void __launch_bounds__(256) gather_slots(
    const unsigned* order, const unsigned* offsets, int n, const float* collected, const Tally* tally, float* sums) {
  if (tally->halted) {
    return;
  }
  int rank = blockIdx.x * WARPS + threadIdx.x / WARP;
  int lane = threadIdx.x % WARP;
  float sum = 0;
  if (rank < n && lane < 3 * SLOT) {
    unsigned end = offsets[rank + 1];
    for (unsigned k = offsets[rank] + lane / SLOT; k < end; k += 3) {
      sum += collected[(size_t)k * SLOT + lane % SLOT];
    }
  }
  float second = __shfl_sync(FULL, sum, (lane + SLOT) % WARP);
  float third = __shfl_sync(FULL, sum, (lane + 2 * SLOT) % WARP);
  if (rank < n && lane < SLOT) {
    sums[(size_t)order[rank] * SLOT + lane] = sum + second + third;
  }
}
