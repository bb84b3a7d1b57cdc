// The image part of the loss and its gradient: L1, SSIM (11x11 Gaussian window, sigma 1.5, zero padding), relative depth. Formulas as in
// io.splatlas.gpu.reference.ImageLoss and StructuralSimilarity.
#include "common.cuh"

constexpr int RADIUS = 5;
constexpr int SIDE = TILE + 2 * RADIUS;
constexpr float K1 = 0.01f * 0.01f;
constexpr float K2 = 0.03f * 0.03f;

__device__ __forceinline__ float window(int k) {
  // exp(-k^2 / 4.5), normalised.
  switch (k < 0 ? -k : k) {
    case 0: return 0.26601172486179436f;
    case 1: return 0.21300553771125370f;
    case 2: return 0.10936068950970002f;
    case 3: return 0.03600077212843083f;
    case 4: return 0.00759875813523919f;
    default: return 0.00102838008447911f;
  }
}

__device__ __forceinline__ bool counts_at(const unsigned char* valid, int at) {
  return valid == nullptr || valid[at] != 0;
}

// Sums of a tile and channel, three floats a block: |error|, error^2, SSIM; and the derivatives of SSIM with respect to the blurred
// images, planar: maps[(3 * kind + channel) * pixels], kind 0 mean, 1 square, 2 product.
extern "C" __global__ void __launch_bounds__(256) ssim_forward(
    const float* colour, const unsigned char* photograph, const unsigned char* valid, int width, int height, float* maps,
    float* sums) {
  __shared__ float x[SIDE][SIDE];
  __shared__ float y[SIDE][SIDE];
  __shared__ float rows[5][SIDE][TILE];
  __shared__ float scratch[WARPS];
  int thread = threadIdx.x;
  int channel = blockIdx.z;
  int left = blockIdx.x * TILE - RADIUS;
  int top = blockIdx.y * TILE - RADIUS;
  for (int k = thread; k < SIDE * SIDE; k += TILE_PIXELS) {
    int px = left + k % SIDE;
    int py = top + k / SIDE;
    int at = py * width + px;
    bool counts = px >= 0 && py >= 0 && px < width && py < height && counts_at(valid, at);
    x[k / SIDE][k % SIDE] = counts ? colour[3 * at + channel] : 0;
    y[k / SIDE][k % SIDE] = counts ? photograph[3 * at + channel] / 255.0f : 0;
  }
  __syncthreads();
  for (int k = thread; k < SIDE * TILE; k += TILE_PIXELS) {
    int row = k / TILE;
    int column = k % TILE;
    float sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
#pragma unroll
    for (int j = -RADIUS; j <= RADIUS; j++) {
      float w = window(j);
      float a = x[row][column + RADIUS + j];
      float b = y[row][column + RADIUS + j];
      sx += w * a;
      sy += w * b;
      sxx += w * a * a;
      syy += w * b * b;
      sxy += w * a * b;
    }
    rows[0][row][column] = sx;
    rows[1][row][column] = sy;
    rows[2][row][column] = sxx;
    rows[3][row][column] = syy;
    rows[4][row][column] = sxy;
  }
  __syncthreads();
  int column = thread % TILE;
  int row = thread / TILE;
  int px = blockIdx.x * TILE + column;
  int py = blockIdx.y * TILE + row;
  float absolute = 0, squared = 0, similarity = 0;
  if (px < width && py < height) {
    int at = py * width + px;
    float gMean = 0, gSquare = 0, gProduct = 0;
    if (counts_at(valid, at)) {
      float m[5] = {0, 0, 0, 0, 0};
#pragma unroll
      for (int j = -RADIUS; j <= RADIUS; j++) {
        for (int k = 0; k < 5; k++) {
          m[k] += window(j) * rows[k][row + RADIUS + j][column];
        }
      }
      float n1 = 2 * m[0] * m[1] + K1;
      float n2 = 2 * (m[4] - m[0] * m[1]) + K2;
      float d1 = m[0] * m[0] + m[1] * m[1] + K1;
      float d2 = m[2] - m[0] * m[0] + m[3] - m[1] * m[1] + K2;
      float inverse = 1 / (d1 * d2);
      similarity = n1 * n2 * inverse;
      gMean = 2 * m[1] * (n2 - n1) * inverse - 2 * m[0] * similarity * (1 / d1 - 1 / d2);
      gSquare = -similarity / d2;
      gProduct = 2 * n1 * inverse;
      float error = x[row + RADIUS][column + RADIUS] - y[row + RADIUS][column + RADIUS];
      absolute = fabsf(error);
      squared = error * error;
    }
    size_t pixels = (size_t)width * height;
    maps[channel * pixels + at] = gMean;
    maps[(3 + channel) * pixels + at] = gSquare;
    maps[(6 + channel) * pixels + at] = gProduct;
  }
  absolute = block_sum(absolute, thread, scratch);
  squared = block_sum(squared, thread, scratch);
  similarity = block_sum(similarity, thread, scratch);
  if (thread == 0) {
    size_t block = ((size_t)blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x;
    sums[3 * block] = absolute;
    sums[3 * block + 1] = squared;
    sums[3 * block + 2] = similarity;
  }
}

// dL/d colour, interleaved: perValue times ((1 - weight) sign(error) - weight dSSIM).
extern "C" __global__ void __launch_bounds__(256) ssim_backward(
    const float* colour, const unsigned char* photograph, const unsigned char* valid, int width, int height,
    const float* maps, float weight, float perValue, float* gColour) {
  __shared__ float map[3][SIDE][SIDE];
  __shared__ float rows[3][SIDE][TILE];
  int thread = threadIdx.x;
  int channel = blockIdx.z;
  int left = blockIdx.x * TILE - RADIUS;
  int top = blockIdx.y * TILE - RADIUS;
  size_t pixels = (size_t)width * height;
  for (int k = thread; k < SIDE * SIDE; k += TILE_PIXELS) {
    int px = left + k % SIDE;
    int py = top + k / SIDE;
    bool within = px >= 0 && py >= 0 && px < width && py < height;
    for (int kind = 0; kind < 3; kind++) {
      map[kind][k / SIDE][k % SIDE] = within ? maps[(3 * kind + channel) * pixels + py * width + px] : 0;
    }
  }
  __syncthreads();
  for (int k = thread; k < SIDE * TILE; k += TILE_PIXELS) {
    for (int kind = 0; kind < 3; kind++) {
      float sum = 0;
#pragma unroll
      for (int j = -RADIUS; j <= RADIUS; j++) {
        sum += window(j) * map[kind][k / TILE][k % TILE + RADIUS + j];
      }
      rows[kind][k / TILE][k % TILE] = sum;
    }
  }
  __syncthreads();
  int px = blockIdx.x * TILE + thread % TILE;
  int py = blockIdx.y * TILE + thread / TILE;
  if (px >= width || py >= height) {
    return;
  }
  int at = py * width + px;
  float gradient = 0;
  if (counts_at(valid, at)) {
    float m[3] = {0, 0, 0};
#pragma unroll
    for (int j = -RADIUS; j <= RADIUS; j++) {
      for (int kind = 0; kind < 3; kind++) {
        m[kind] += window(j) * rows[kind][thread / TILE + RADIUS + j][thread % TILE];
      }
    }
    float a = colour[3 * at + channel];
    float b = photograph[3 * at + channel] / 255.0f;
    float sign = a > b ? 1.0f : a < b ? -1.0f : 0.0f;
    gradient = perValue * ((1 - weight) * sign - weight * (m[0] + 2 * a * m[1] + b * m[2]));
  }
  gColour[3 * at + channel] = gradient;
}

// IEEE half to single; uploads hold neither infinity nor NaN.
__device__ __forceinline__ float half_to_float(unsigned short h) {
  unsigned exponent = (h >> 10) & 31;
  unsigned mantissa = h & 1023;
  return exponent == 0 ? mantissa * 5.9604644775390625e-8f : __uint_as_float(((exponent + 112) << 23) | (mantissa << 13));
}

// Mean over known pixels of |sum w z / D - sum w|: gradients, and the sum of a block.
extern "C" __global__ void __launch_bounds__(256) depth_loss(
    const float* depthSum, const float* alphaSum, const unsigned short* depth, const unsigned char* valid, int pixels,
    float perPixel, float* gDepthSum, float* gAlpha, float* sums) {
  __shared__ float scratch[WARPS];
  int at = blockIdx.x * 256 + threadIdx.x;
  float absolute = 0;
  if (at < pixels) {
    float gd = 0, ga = 0;
    if (depth[at] != 0 && counts_at(valid, at)) {
      float metres = half_to_float(depth[at]);
      float error = depthSum[at] / metres - alphaSum[at];
      absolute = fabsf(error);
      float g = perPixel * (error > 0 ? 1.0f : error < 0 ? -1.0f : 0.0f);
      gd = g / metres;
      ga = -g;
    }
    gDepthSum[at] = gd;
    gAlpha[at] = ga;
  }
  absolute = block_sum(absolute, threadIdx.x, scratch);
  if (threadIdx.x == 0) {
    sums[blockIdx.x] = absolute;
  }
}

// Sums of opacities and of scales, two floats a block.
extern "C" __global__ void __launch_bounds__(256) penalties(const float* planes, int rows, int count, float* sums) {
  __shared__ float scratch[WARPS];
  int i = blockIdx.x * 256 + threadIdx.x;
  float opacity = 0, scales = 0;
  if (i < count) {
    opacity = 1 / (1 + expf(-planes[OPACITY * (size_t)rows + i]));
    for (int k = 0; k < 3; k++) {
      scales += expf(planes[(SCALE + k) * (size_t)rows + i]);
    }
  }
  opacity = block_sum(opacity, threadIdx.x, scratch);
  scales = block_sum(scales, threadIdx.x, scratch);
  if (threadIdx.x == 0) {
    sums[2 * blockIdx.x] = opacity;
    sums[2 * blockIdx.x + 1] = scales;
  }
}

// out[column] = sum over n rows, in double precision; one block a column.
extern "C" __global__ void __launch_bounds__(256) sum_columns(const float* values, int n, int columns, double* out) {
  __shared__ double sums[256];
  int thread = threadIdx.x;
  double sum = 0;
  for (int k = thread; k < n; k += 256) {
    sum += values[(size_t)k * columns + blockIdx.x];
  }
  sums[thread] = sum;
  for (int half = 128; half > 0; half /= 2) {
    __syncthreads();
    if (thread < half) {
      sums[thread] += sums[thread + half];
    }
  }
  if (thread == 0) {
    out[blockIdx.x] = sums[0];
  }
}
