// The draw of a growth step, see draw.cuh: rows are rated, those that want a source are listed, and in a few rounds each draws one. The
// host launches for as many as there may be and does not know how many there are.
#include "draw.cuh"

// How many births each of `before` rows has room for, which rows want a source (wants, zero behind the last so that its scan ends with
// the total), and the largest scores. Nobody wants anything after a training step without room.
extern "C" __global__ void __launch_bounds__(256) rate_rows(
    const float* planes, int rows, int before, int target, int optimised, const float* errors, float deadBelow, Limits limits,
    const Tally* tally, Draw* draw, int* rooms, int* births, int* sources, int* numbers, unsigned* wants) {
  int i = blockIdx.x * 256 + threadIdx.x;
  unsigned score = 0, opacity = 0;
  if (i < before) {
    float check = 0;
    for (int p = 0; p < optimised; p++) {
      check += 0 * planes[p * (size_t)rows + i];
    }
    float logit = planes[OPACITY * (size_t)rows + i];
    bool live = logit >= deadBelow && check == 0;
    int room = 0;
#pragma unroll
    for (int k = 0; k < MOST_COPIES - 1; k++) {
      room += live && logit >= limits.logit[k] ? 1 : 0;
    }
    if (room > 0) {
      float o = exact_opacity(logit);
      opacity = __float_as_uint(o);
      score = __float_as_uint(score_of(o, errors[i]));
    }
    rooms[i] = room;
    births[i] = 0;
    wants[i] = live || tally->halted ? 0 : 1;
  } else if (i <= target) {
    wants[i] = i == target || tally->halted ? 0 : 1;
  }
  if (i < target) {
    sources[i] = -1;
    numbers[i] = 0;
  }
  for (int offset = 16; offset > 0; offset /= 2) {
    score = max(score, __shfl_xor_sync(FULL, score, offset));
    opacity = max(opacity, __shfl_xor_sync(FULL, opacity, offset));
  }
  if (threadIdx.x % WARP == 0 && opacity > 0) {
    atomicMax(&draw->score, score);
    atomicMax(&draw->opacity, opacity);
  }
}

// pending: those of `from` that want a source, in order (those of all rows when `from` is null); wants is scanned.
extern "C" __global__ void __launch_bounds__(256) list_pending(
    const unsigned* wants, const int* from, int target, int* pending, Draw* draw) {
  int k = blockIdx.x * 256 + threadIdx.x;
  if (k < target && wants[k + 1] > wants[k]) {
    pending[wants[k]] = from == nullptr ? k : from[k];
  }
  if (k == target) {
    draw->pending = wants[target];
  }
}

// Weights of the rows that have room left, zero behind the last.
extern "C" __global__ void __launch_bounds__(256) weigh_rows(
    const float* planes, int rows, int before, const float* errors, const Draw* draw, const int* rooms, const int* births,
    unsigned long long* weights) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i <= before) {
    unsigned weight = 0;
    if (i < before && births[i] < rooms[i]) {
      float opacity = exact_opacity(planes[OPACITY * (size_t)rows + i]);
      bool guided = draw->score > 0;
      weight = weight_of(guided ? score_of(opacity, errors[i]) : opacity, guided ? draw->score : draw->opacity);
    }
    weights[i] = weight;
  }
}

// The row on which each birth falls; weights are scanned. -1 when no row has a weight.
extern "C" __global__ void __launch_bounds__(256) draw_rows(
    const unsigned long long* weights, int before, const Draw* draw, unsigned long long seed, int round, int* drawn) {
  unsigned k = blockIdx.x * 256 + threadIdx.x;
  unsigned n = draw->pending;
  if (k >= n) {
    return;
  }
  unsigned long long total = weights[before];
  int low = -1;
  if (total > 0) {
    unsigned long long at = draw_of(seed, round, k, n, total);
    low = 0;
    int high = before - 1;
    while (low < high) {
      int middle = low + (high - low) / 2;
      if (weights[middle + 1] > at) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
  }
  drawn[k] = low;
}

// The first birth that falls on the same row as birth k: rows are drawn in order.
__device__ __forceinline__ int first_of(const int* drawn, int k) {
  int row = drawn[k];
  int low = 0;
  int high = k;
  while (low < high) {
    int middle = low + (high - low) / 2;
    if (drawn[middle] < row) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

// Births for which their row has room get it as their source; the others want one still.
extern "C" __global__ void __launch_bounds__(256) accept_births(
    const int* drawn, const int* pending, const Draw* draw, const int* rooms, const int* births, int target, int* sources,
    int* numbers, unsigned* wants) {
  int k = blockIdx.x * 256 + threadIdx.x;
  if (k > target) {
    return;
  }
  bool wanted = k < (int)draw->pending;
  if (wanted && drawn[k] >= 0) {
    int row = drawn[k];
    int number = births[row] + k - first_of(drawn, k) + 1;
    if (number <= rooms[row]) {
      sources[pending[k]] = row;
      numbers[pending[k]] = number;
      wanted = false;
    }
  }
  wants[k] = wanted ? 1 : 0;
}

// births of every row that was drawn: the last birth that falls on it counts them.
extern "C" __global__ void __launch_bounds__(256) count_births(
    const int* drawn, const Draw* draw, const int* rooms, int* births) {
  int k = blockIdx.x * 256 + threadIdx.x;
  int n = draw->pending;
  if (k < n && drawn[k] >= 0 && (k == n - 1 || drawn[k + 1] != drawn[k])) {
    int row = drawn[k];
    births[row] = min(rooms[row], births[row] + k - first_of(drawn, k) + 1);
  }
}
