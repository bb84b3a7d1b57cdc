// The k nearest neighbours of points of few dimensions, by comparing all with all: on a GPU that beats a tree up to a million points,
// and needs none. Distances are rounded like those of a scalar loop, operation by operation, so that every device gives the same bits.
#include "common.cuh"

constexpr int NEAREST_THREADS = 128;
constexpr int NEAREST_TILE = 64;
constexpr int MOST_DIMENSIONS = 16;
constexpr int MOST_NEIGHBOURS = 32;
constexpr unsigned long long NO_NEIGHBOUR = ~0ull;

// One thread a query, points in tiles through shared memory, where each thread keeps its best in order. A key is a squared distance
// with the point's number behind it: keys order like the pair, and no two are alike. `points` is row-major, `keys` k a query.
extern "C" __global__ void __launch_bounds__(NEAREST_THREADS) nearest(
    const float* points, int n, int dimensions, int first, int count, int k, unsigned long long* keys) {
  __shared__ float tile[NEAREST_TILE * MOST_DIMENSIONS];
  __shared__ unsigned long long best[MOST_NEIGHBOURS][NEAREST_THREADS];
  int thread = threadIdx.x;
  int query = blockIdx.x * NEAREST_THREADS + thread;
  bool active = query < count;
  float q[MOST_DIMENSIONS];
#pragma unroll
  for (int d = 0; d < MOST_DIMENSIONS; d++) {
    q[d] = active && d < dimensions ? points[(size_t)(first + query) * dimensions + d] : 0;
  }
  for (int j = 0; j < k; j++) {
    best[j][thread] = NO_NEIGHBOUR;
  }
  unsigned long long worst = NO_NEIGHBOUR;
  for (int base = 0; base < n; base += NEAREST_TILE) {
    int m = min(NEAREST_TILE, n - base);
    __syncthreads();
    for (int t = thread; t < m * dimensions; t += NEAREST_THREADS) {
      tile[t] = points[(size_t)base * dimensions + t];
    }
    __syncthreads();
    for (int i = 0; i < m; i++) {
      float sum = 0;
#pragma unroll
      for (int d = 0; d < MOST_DIMENSIONS; d++) {
        if (d < dimensions) {
          float difference = q[d] - tile[i * dimensions + d];
          sum = __fadd_rn(sum, __fmul_rn(difference, difference));
        }
      }
      unsigned long long key = (unsigned long long)__float_as_uint(sum) << 32 | (unsigned)(base + i);
      if (active && key < worst) {
        int at = k - 1;
        while (at > 0 && best[at - 1][thread] > key) {
          best[at][thread] = best[at - 1][thread];
          at--;
        }
        best[at][thread] = key;
        worst = best[k - 1][thread];
      }
    }
  }
  if (active) {
    for (int j = 0; j < k; j++) {
      keys[(size_t)query * k + j] = best[j][thread];
    }
  }
}

// Rows of planes, for whoever needs few of many Gaussians: out[plane * count + i] = planes[plane][rows[i]].
extern "C" __global__ void __launch_bounds__(256) gather_rows(
    const float* planes, int stride, const int* rows, int count, float* out) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < count) {
    out[blockIdx.y * (size_t)count + i] = planes[blockIdx.y * (size_t)stride + rows[i]];
  }
}
