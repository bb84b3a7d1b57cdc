// Refinement of the semantic field by gradient: what every pixel's features should be, the contrastive loss over pixels and Gaussians
// as members of one list, the regulariser over pairs, and Adam. Formulas as in io.splatlas.gpu.GpuDevice.refine and the reference device.
#include "common.cuh"

constexpr float SEEN = 0.5f;
constexpr float SHORTEST_SQUARED = 1e-12f;

// The first pixel whose centre lies in a cell.
__device__ __forceinline__ int first_pixel(int cell, int pixels, int cells) {
  return (2 * pixels * cell + cells - 1) / (2 * cells);
}

__device__ __forceinline__ int cell_at(int pixel, int pixels, int cells) {
  return (2 * pixel + 1) * cells / (2 * pixels);
}

__device__ __forceinline__ float sign_of(float v) {
  return v > 0 ? 1.0f : v < 0 ? -1.0f : 0.0f;
}

// The pixel-level loss of a cell in one channel, and the slope of its pixels. One row of blocks a channel.
extern "C" __global__ void __launch_bounds__(256) field_cells(
    const float* blended, const float* alpha, int width, int height, const float* teacher, int columns, int lines, float weight,
    float scale, float* slopes, float* losses) {
  __shared__ float scratch[WARPS];
  int cell = blockIdx.x * 256 + threadIdx.x;
  int cells = columns * lines;
  float loss = 0;
  if (cell < cells) {
    const float* plane = blended + (size_t)blockIdx.y * width * height;
    int column = cell % columns;
    int line = cell / columns;
    int left = first_pixel(column, width, columns), right = first_pixel(column + 1, width, columns);
    int top = first_pixel(line, height, lines), bottom = first_pixel(line + 1, height, lines);
    float sum = 0, light = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        sum += plane[y * width + x];
        light += alpha[y * width + x];
      }
    }
    int pixels = (right - left) * (bottom - top);
    float slope = 0;
    if (pixels > 0 && light >= SEEN * pixels) {
      float difference = sum / light - teacher[(size_t)blockIdx.y * cells + cell];
      loss = scale * fabsf(difference);
      slope = weight * scale * sign_of(difference) / light;
    }
    slopes[(size_t)blockIdx.y * cells + cell] = slope;
  }
  float total = block_sum(loss, threadIdx.x, scratch);
  if (threadIdx.x == 0) {
    losses[blockIdx.y * gridDim.x + blockIdx.x] = total;
  }
}

// dL/dF of every pixel from its cell and from the embedding of its instance. One row of blocks a channel.
extern "C" __global__ void __launch_bounds__(256) field_pixels(
    const float* blended, const float* alpha, int width, int height, const float* slopes, int columns, int lines, const int* groups,
    const float* embeddings, const float* scales, float weight, int channels, float* gradient, float* losses) {
  __shared__ float scratch[WARPS];
  int p = blockIdx.x * 256 + threadIdx.x;
  int pixels = width * height;
  float loss = 0;
  if (p < pixels) {
    int cell = cell_at(p / width, height, lines) * columns + cell_at(p % width, width, columns);
    float g = slopes[(size_t)blockIdx.y * columns * lines + cell];
    int group = groups[p];
    float a = alpha[p];
    if (group >= 0 && a >= SEEN) {
      float difference = blended[(size_t)blockIdx.y * pixels + p] / a - embeddings[group * channels + blockIdx.y];
      loss = scales[group] * fabsf(difference);
      g += weight * scales[group] * sign_of(difference) / a;
    }
    gradient[(size_t)blockIdx.y * pixels + p] = g;
  }
  float total = block_sum(loss, threadIdx.x, scratch);
  if (threadIdx.x == 0) {
    losses[blockIdx.y * gridDim.x + blockIdx.x] = total;
  }
}

// Unit vectors of members `at`... of a list of `members`, and the inverse of their lengths before. `alpha` is null for Gaussians.
extern "C" __global__ void __launch_bounds__(256) field_units(
    const float* features, int stride, const float* alpha, const int* groups, const float* origin, int n, int channels, int at,
    int members, float* units, float* inverses) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i >= n) {
    return;
  }
  float a = alpha ? alpha[i] : 1.0f;
  bool counts = groups[i] >= 0 && a >= SEEN;
  float squared = 0;
  for (int d = 0; d < channels && counts; d++) {
    float y = features[(size_t)d * stride + i] / a - origin[d];
    squared += y * y;
  }
  float inverse = squared > SHORTEST_SQUARED ? 1 / sqrtf(squared) : 0.0f;
  for (int d = 0; d < channels; d++) {
    float z = inverse > 0 ? (features[(size_t)d * stride + i] / a - origin[d]) * inverse : 0.0f;
    units[(size_t)d * members + at + i] = z;
  }
  inverses[at + i] = inverse;
}

// The sum of the unit vectors of a group: a block a group and channel.
extern "C" __global__ void __launch_bounds__(256) field_group_sums(
    const float* units, const int* groups, int members, int channels, float* sums) {
  __shared__ float scratch[WARPS];
  int group = blockIdx.x;
  float sum = 0;
  for (int k = threadIdx.x; k < members; k += 256) {
    sum += groups[k] == group ? units[(size_t)blockIdx.y * members + k] : 0.0f;
  }
  float total = block_sum(sum, threadIdx.x, scratch);
  if (threadIdx.x == 0) {
    sums[group * channels + blockIdx.y] = total;
  }
}

// A member's softmax over its own group and those that repel it: its loss, dL / d(z.m) and the direct part of dL/dz.
extern "C" __global__ void __launch_bounds__(256) field_compare(
    const float* units, const int* groups, int members, int channels, int count, const float* directions, const int* repels,
    const float* shares, float inverseTemperature, float* slopes, float* direct, float* losses) {
  __shared__ float scratch[WARPS];
  int k = blockIdx.x * 256 + threadIdx.x;
  float loss = 0;
  if (k < members) {
    int own = groups[k];
    float total = 0, ownLogit = 0;
    for (int j = 0; j < count; j++) {
      float power = 0;
      if (own >= 0 && (j == own || repels[own * count + j])) {
        float logit = 0;
        for (int d = 0; d < channels; d++) {
          logit += units[(size_t)d * members + k] * directions[j * channels + d];
        }
        logit *= inverseTemperature;
        ownLogit = j == own ? logit : ownLogit;
        power = expf(logit);
        total += power;
      }
      slopes[(size_t)j * members + k] = power;
    }
    float share = own >= 0 ? shares[own] : 0.0f;
    loss = own >= 0 ? share * (logf(total) - ownLogit) : 0.0f;
    for (int d = 0; d < channels; d++) {
      direct[(size_t)d * members + k] = 0;
    }
    for (int j = 0; j < count && own >= 0; j++) {
      float slope = share * inverseTemperature * (slopes[(size_t)j * members + k] / total - (j == own ? 1.0f : 0.0f));
      slopes[(size_t)j * members + k] = slope;
      for (int d = 0; d < channels && slope != 0; d++) {
        direct[(size_t)d * members + k] += slope * directions[j * channels + d];
      }
    }
  }
  float total = block_sum(loss, threadIdx.x, scratch);
  if (threadIdx.x == 0) {
    losses[blockIdx.x] = total;
  }
}

// dL / d direction of a group: a block a group and channel.
extern "C" __global__ void __launch_bounds__(256) field_direction_sums(
    const float* units, const float* slopes, int members, int channels, float* sums) {
  __shared__ float scratch[WARPS];
  float sum = 0;
  for (int k = threadIdx.x; k < members; k += 256) {
    sum += slopes[(size_t)blockIdx.x * members + k] * units[(size_t)blockIdx.y * members + k];
  }
  float total = block_sum(sum, threadIdx.x, scratch);
  if (threadIdx.x == 0) {
    sums[blockIdx.x * channels + blockIdx.y] = total;
  }
}

// dL/dF or dL/ds of members `at`... from dL/dz. `alpha` is null for Gaussians.
extern "C" __global__ void __launch_bounds__(256) field_descend(
    const float* units, const float* inverses, const float* direct, const float* viaMeans, const int* groups, int n, int channels,
    int at, int members, const float* alpha, float weight, int stride, float* gradient) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i >= n || groups[at + i] < 0 || !(inverses[at + i] > 0)) {
    return;
  }
  const float* via = viaMeans + groups[at + i] * channels;
  float along = 0;
  for (int d = 0; d < channels; d++) {
    along += (direct[(size_t)d * members + at + i] + via[d]) * units[(size_t)d * members + at + i];
  }
  float scale = weight * inverses[at + i] / (alpha ? alpha[i] : 1.0f);
  for (int d = 0; d < channels; d++) {
    float g = direct[(size_t)d * members + at + i] + via[d] - along * units[(size_t)d * members + at + i];
    gradient[(size_t)d * stride + i] += scale * g;
  }
}

struct Pair {
  float dot, aa, bb;
  __device__ __forceinline__ bool directed() const { return aa > SHORTEST_SQUARED && bb > SHORTEST_SQUARED; }
  __device__ __forceinline__ float cosine() const { return directed() ? dot / sqrtf(aa * bb) : 0.0f; }
};

__device__ __forceinline__ Pair pair_of(const float* features, int stride, const float* origin, int channels, int a, int b) {
  Pair pair = {0, 0, 0};
  for (int d = 0; d < channels; d++) {
    float x = features[(size_t)d * stride + a] - origin[d];
    float y = features[(size_t)d * stride + b] - origin[d];
    pair.dot += x * y;
    pair.aa += x * x;
    pair.bb += y * y;
  }
  return pair;
}

// The regulariser of every pair; the first `near` are neighbours.
extern "C" __global__ void __launch_bounds__(256) field_pair_losses(
    const float* features, int stride, const float* origin, int channels, const int* first, const int* second, int pairs, int near,
    float* losses) {
  __shared__ float scratch[WARPS];
  int k = blockIdx.x * 256 + threadIdx.x;
  float loss = 0;
  if (k < pairs) {
    float cosine = pair_of(features, stride, origin, channels, first[k], second[k]).cosine();
    loss = k < near ? (1 - cosine) / near : fmaxf(0.0f, cosine) / (pairs - near);
  }
  float total = block_sum(loss, threadIdx.x, scratch);
  if (threadIdx.x == 0) {
    losses[blockIdx.x] = total;
  }
}

// The gradient of the regulariser, a thread a Gaussian that has partners: a partner is 2 b for a neighbour, 2 b + 1 for a far one.
extern "C" __global__ void __launch_bounds__(256) field_pair_gradients(
    const float* features, int stride, const float* origin, int channels, const int* ends, const int* starts, const int* partners, int n,
    float nearSlope, float farSlope, float* gradient) {
  int k = blockIdx.x * 256 + threadIdx.x;
  if (k >= n) {
    return;
  }
  int a = ends[k];
  for (int at = starts[k]; at < starts[k + 1]; at++) {
    int b = partners[at] / 2;
    Pair pair = pair_of(features, stride, origin, channels, a, b);
    float cosine = pair.cosine();
    bool far = partners[at] % 2 == 1;
    if (!pair.directed() || (far && !(cosine > 0))) {
      continue;
    }
    float slope = far ? farSlope : nearSlope;
    float both = 1 / sqrtf(pair.aa * pair.bb);
    for (int d = 0; d < channels; d++) {
      float x = features[(size_t)d * stride + a] - origin[d];
      float y = features[(size_t)d * stride + b] - origin[d];
      gradient[(size_t)d * stride + a] += slope * (y * both - cosine * x / pair.aa);
    }
  }
}

// Adam over the semantic channels of Gaussians into which something was lifted and that this step says anything of.
extern "C" __global__ void __launch_bounds__(256) field_adam(
    const float* gradient, const float* weights, int rows, int count, int channels, float rate, float* firsts, float* seconds, int* steps,
    float* features) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i >= count || !(weights[i] > 0)) {
    return;
  }
  float largest = 0;
  for (int d = 0; d < channels; d++) {
    float g = fabsf(gradient[(size_t)d * rows + i]);
    if (!(g <= LARGEST_GRADIENT)) {
      return;
    }
    largest = fmaxf(largest, g);
  }
  if (!(largest > 0)) {
    return;
  }
  int step = ++steps[i];
  Correction correction;
  correction.first = -1 / expm1f(step * LOG_BETA1);
  correction.second = -1 / expm1f(step * LOG_BETA2);
  for (int d = 0; d < channels; d++) {
    size_t at = (size_t)d * rows + i;
    adam(features, firsts, seconds, at, gradient[at], rate, correction);
  }
}
