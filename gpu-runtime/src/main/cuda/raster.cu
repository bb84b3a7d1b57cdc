// Forward rasterisation: one block a tile, one thread a pixel, splats in batches through shared memory.
#include "common.cuh"

// Colour over the background (interleaved), sum w z, sum w, the light that is left, and the place behind the last blended entry.
extern "C" __global__ void __launch_bounds__(256) raster_forward(
    const int* starts, const int* ends, const unsigned* slots, const unsigned* owners, const float4* splatA,
    const float4* splatB, const float4* splatC, int width, int height, float red, float green, float blue, float* colour,
    float* depthSum, float* alphaSum, float* light, int* last) {
  __shared__ float4 sharedA[TILE_PIXELS];
  __shared__ float4 sharedB[TILE_PIXELS];
  __shared__ float2 sharedC[TILE_PIXELS];
  int thread = threadIdx.x;
  int px = blockIdx.x * TILE + thread % TILE;
  int py = blockIdx.y * TILE + thread / TILE;
  bool inside = px < width && py < height;
  int tile = blockIdx.y * gridDim.x + blockIdx.x;
  int end = ends[tile];
  float x = px + 0.5f;
  float y = py + 0.5f;
  float t = 1;
  float r = 0, g = 0, b = 0, d = 0, w = 0;
  int behind = 0;
  bool done = !inside;
  for (int base = starts[tile]; base < end; base += TILE_PIXELS) {
    if (__syncthreads_count(done) == TILE_PIXELS) {
      break;
    }
    if (base + thread < end) {
      unsigned gaussian = owners[slots[base + thread]];
      float4 c = splatC[gaussian];
      sharedA[thread] = splatA[gaussian];
      sharedB[thread] = splatB[gaussian];
      sharedC[thread] = make_float2(c.x, c.y);
    }
    __syncthreads();
    int n = min(TILE_PIXELS, end - base);
    for (int k = 0; k < n && !done; k++) {
      float4 sa = sharedA[k];
      float4 sb = sharedB[k];
      float alpha = fminf(MAX_ALPHA, raw_alpha(sa, sb, x, y));
      if (!(alpha >= MIN_ALPHA)) {
        continue;
      }
      float2 sc = sharedC[k];
      float weight = alpha * t;
      r += weight * sb.z;
      g += weight * sb.w;
      b += weight * sc.x;
      d += weight * sc.y;
      w += weight;
      t *= 1 - alpha;
      behind = base + k + 1;
      done = t < MIN_TRANSMITTANCE;
    }
  }
  if (inside) {
    int at = py * width + px;
    colour[3 * at] = r + t * red;
    colour[3 * at + 1] = g + t * green;
    colour[3 * at + 2] = b + t * blue;
    depthSum[at] = d;
    alphaSum[at] = w;
    light[at] = t;
    last[at] = behind;
  }
}

// Turns sums into the layers of a render: expected depth and alpha, in place.
extern "C" __global__ void __launch_bounds__(256) finish_layers(float* depthSum, const float* alphaSum, float* light, int pixels) {
  int at = blockIdx.x * 256 + threadIdx.x;
  if (at < pixels) {
    depthSum[at] = alphaSum[at] > 0 ? depthSum[at] / alphaSum[at] : 0;
    light[at] = 1 - light[at];
  }
}

// Blends `channels` (at most CHANNELS) planes of features from `first` on; out is planar.
extern "C" __global__ void __launch_bounds__(256) raster_features(
    const int* starts, const int* ends, const unsigned* slots, const unsigned* owners, const float4* splatA,
    const float4* splatB, int width, int height, const float* first, int rows, int channels, float* out) {
  __shared__ float4 sharedA[TILE_PIXELS];
  __shared__ float4 sharedB[TILE_PIXELS];
  __shared__ float feature[CHANNELS][TILE_PIXELS];
  int thread = threadIdx.x;
  int px = blockIdx.x * TILE + thread % TILE;
  int py = blockIdx.y * TILE + thread / TILE;
  bool inside = px < width && py < height;
  int tile = blockIdx.y * gridDim.x + blockIdx.x;
  int end = ends[tile];
  float x = px + 0.5f;
  float y = py + 0.5f;
  float t = 1;
  float sum[CHANNELS];
  for (int c = 0; c < CHANNELS; c++) {
    sum[c] = 0;
  }
  bool done = !inside;
  for (int base = starts[tile]; base < end; base += TILE_PIXELS) {
    if (__syncthreads_count(done) == TILE_PIXELS) {
      break;
    }
    if (base + thread < end) {
      unsigned gaussian = owners[slots[base + thread]];
      sharedA[thread] = splatA[gaussian];
      sharedB[thread] = splatB[gaussian];
      for (int c = 0; c < CHANNELS; c++) {
        feature[c][thread] = c < channels ? first[c * (size_t)rows + gaussian] : 0;
      }
    }
    __syncthreads();
    int n = min(TILE_PIXELS, end - base);
    for (int k = 0; k < n && !done; k++) {
      float alpha = fminf(MAX_ALPHA, raw_alpha(sharedA[k], sharedB[k], x, y));
      if (alpha >= MIN_ALPHA) {
        for (int c = 0; c < CHANNELS; c++) {
          sum[c] += alpha * t * feature[c][k];
        }
        t *= 1 - alpha;
        done = t < MIN_TRANSMITTANCE;
      }
    }
  }
  if (inside) {
    size_t pixels = (size_t)width * height;
    // Unrolled, so that the sums stay in registers.
#pragma unroll
    for (int c = 0; c < CHANNELS; c++) {
      if (c < channels) {
        out[c * pixels + py * width + px] = sum[c];
      }
    }
  }
}

constexpr int CANDIDATES = 16;

// Adds a weight to an id, keeping the CANDIDATES smallest ids above `floor` in ascending order; true when an id found no place.
__device__ __forceinline__ bool add_candidate(int* ids, float* weights, int& size, int id, float weight) {
  int at = 0;
  while (at < size && ids[at] < id) {
    at++;
  }
  if (at < size && ids[at] == id) {
    weights[at] += weight;
    return false;
  }
  if (at == CANDIDATES) {
    return true;
  }
  bool full = size == CANDIDATES;
  size = full ? size : size + 1;
  for (int k = size - 1; k > at; k--) {
    ids[k] = ids[k - 1];
    weights[k] = weights[k - 1];
  }
  ids[at] = id;
  weights[at] = weight;
  return full;
}

// The instance with the largest sum of weights; "none" (0) has the background's too; equal weights go to the smaller id. A pixel with
// more than CANDIDATES ids is walked again for the next larger ones, so the answer is exact for any number of them.
extern "C" __global__ void __launch_bounds__(256) raster_ids(
    const int* starts, const int* ends, const unsigned* slots, const unsigned* owners, const float4* splatA,
    const float4* splatB, const float* light, const int* last, int width, int height, const int* instances, int* out) {
  int px = blockIdx.x * TILE + threadIdx.x % TILE;
  int py = blockIdx.y * TILE + threadIdx.x / TILE;
  if (px >= width || py >= height) {
    return;
  }
  int tile = blockIdx.y * gridDim.x + blockIdx.x;
  int start = starts[tile];
  int end = last[py * width + px];
  float x = px + 0.5f;
  float y = py + 0.5f;
  int ids[CANDIDATES];
  float weights[CANDIDATES];
  int best = 0;
  float most = -1;
  int floor = -1;
  bool more = true;
  while (more) {
    more = false;
    int size = 0;
    if (floor < 0) {
      add_candidate(ids, weights, size, 0, light[py * width + px]);
    }
    float t = 1;
    for (int k = start; k < end; k++) {
      unsigned gaussian = owners[slots[k]];
      float alpha = fminf(MAX_ALPHA, raw_alpha(splatA[gaussian], splatB[gaussian], x, y));
      if (alpha >= MIN_ALPHA) {
        int id = instances[gaussian];
        if (id > floor) {
          more = add_candidate(ids, weights, size, id, alpha * t) || more;
        }
        t *= 1 - alpha;
      }
    }
    for (int k = 0; k < size; k++) {
      if (weights[k] > most) {
        most = weights[k];
        best = ids[k];
      }
    }
    floor = size > 0 ? ids[size - 1] : floor;
  }
  out[py * width + px] = best;
}
