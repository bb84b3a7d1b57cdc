// Exclusive prefix sums and a stable least-significant-digit radix sort of 32-bit keys with 32-bit values.
#include "common.cuh"

constexpr int SCAN_ITEMS = 4;
constexpr int SCAN_BLOCK = 256 * SCAN_ITEMS;
constexpr int DIGITS = 256;
constexpr int SORT_ROUNDS = 8;
constexpr int SORT_BLOCK = 256 * SORT_ROUNDS;

template <class T>
__device__ __forceinline__ T inclusive_warp_scan(T v, int lane) {
  for (int offset = 1; offset < WARP; offset *= 2) {
    T before = __shfl_up_sync(FULL, v, offset);
    v += lane >= offset ? before : 0;
  }
  return v;
}

// Makes each block of 1024 values their exclusive sums and writes its total. `warpSums` is shared memory for a value a warp.
template <class T>
__device__ __forceinline__ void scan_block(T* values, T* totals, int n, T* warpSums) {
  int thread = threadIdx.x;
  int lane = thread % WARP;
  int first = blockIdx.x * SCAN_BLOCK + thread * SCAN_ITEMS;
  T v[SCAN_ITEMS];
  T sum = 0;
  for (int k = 0; k < SCAN_ITEMS; k++) {
    T next = first + k < n ? values[first + k] : 0;
    v[k] = sum;
    sum += next;
  }
  T inclusive = inclusive_warp_scan(sum, lane);
  if (lane == WARP - 1) {
    warpSums[thread / WARP] = inclusive;
  }
  __syncthreads();
  T before = inclusive - sum;
  T total = 0;
  for (int w = 0; w < WARPS; w++) {
    before += w < thread / WARP ? warpSums[w] : 0;
    total += warpSums[w];
  }
  for (int k = 0; k < SCAN_ITEMS; k++) {
    if (first + k < n) {
      values[first + k] = before + v[k];
    }
  }
  if (thread == 0) {
    totals[blockIdx.x] = total;
  }
}

// Adds to each block what comes before it.
template <class T>
__device__ __forceinline__ void add_before(T* values, const T* totals, int n) {
  int first = blockIdx.x * SCAN_BLOCK + threadIdx.x;
  T before = totals[blockIdx.x];
  for (int k = 0; k < SCAN_ITEMS; k++) {
    if (first + k * 256 < n) {
      values[first + k * 256] += before;
    }
  }
}

extern "C" __global__ void __launch_bounds__(256) scan_blocks(unsigned* values, unsigned* totals, int n) {
  __shared__ unsigned warpSums[WARPS];
  scan_block(values, totals, n, warpSums);
}

extern "C" __global__ void __launch_bounds__(256) scan_add(unsigned* values, const unsigned* totals, int n) {
  add_before(values, totals, n);
}

// The same in 64 bits.
extern "C" __global__ void __launch_bounds__(256) scan_wide_blocks(unsigned long long* values, unsigned long long* totals, int n) {
  __shared__ unsigned long long warpSums[WARPS];
  scan_block(values, totals, n, warpSums);
}

extern "C" __global__ void __launch_bounds__(256) scan_wide_add(
    unsigned long long* values, const unsigned long long* totals, int n) {
  add_before(values, totals, n);
}

// Keys there are: as the host says, or as the device has counted.
__device__ __forceinline__ int keys_of(int most, const Tally* tally) {
  return tally == nullptr ? most : (int)tally->entries;
}

// How many keys of each block have each digit: counts[digit * blocks + block]. Keys are alike in their high digits, so the lanes of a
// warp first agree on how many have the same.
extern "C" __global__ void __launch_bounds__(256) radix_count(
    const unsigned* keys, unsigned* counts, int most, const Tally* tally, int shift) {
  __shared__ unsigned histogram[DIGITS];
  int thread = threadIdx.x;
  int n = keys_of(most, tally);
  histogram[thread] = 0;
  __syncthreads();
  int first = blockIdx.x * SORT_BLOCK;
  unsigned below = (1u << thread % WARP) - 1;
  for (int round = 0; round < SORT_ROUNDS && first + round * 256 < n; round++) {
    int i = first + round * 256 + thread;
    // Lanes past the end get a digit of their own, so that they match nobody.
    unsigned digit = i < n ? (keys[i] >> shift) & (DIGITS - 1) : (unsigned)DIGITS;
    unsigned same = __match_any_sync(FULL, digit);
    if (i < n && (same & below) == 0) {
      atomicAdd(&histogram[digit], (unsigned)__popc(same));
    }
  }
  __syncthreads();
  counts[thread * gridDim.x + blockIdx.x] = histogram[thread];
}

// Moves keys and values to their places; `counts` is scanned. A warp owns consecutive keys, so that ranks keep the order.
extern "C" __global__ void __launch_bounds__(256) radix_move(
    const unsigned* keys, const unsigned* values, unsigned* keysOut, unsigned* valuesOut, const unsigned* counts, int most,
    const Tally* tally, int shift) {
  __shared__ unsigned before[WARPS][DIGITS];
  int thread = threadIdx.x;
  int lane = thread % WARP;
  int warp = thread / WARP;
  int n = keys_of(most, tally);
  if ((int)(blockIdx.x * SORT_BLOCK) >= n) {
    return;
  }
  for (int w = 0; w < WARPS; w++) {
    before[w][thread] = 0;
  }
  __syncthreads();
  int first = blockIdx.x * SORT_BLOCK + warp * WARP * SORT_ROUNDS + lane;
  unsigned key[SORT_ROUNDS];
  unsigned rank[SORT_ROUNDS];
#pragma unroll
  for (int round = 0; round < SORT_ROUNDS; round++) {
    int i = first + round * WARP;
    key[round] = i < n ? keys[i] : 0;
    // Lanes past the end get a digit of their own, so that they match nobody.
    unsigned digit = i < n ? (key[round] >> shift) & (DIGITS - 1) : (unsigned)DIGITS;
    unsigned same = __match_any_sync(FULL, digit);
    unsigned below = __popc(same & ((1u << lane) - 1));
    unsigned start = i < n ? before[warp][digit] : 0;
    rank[round] = start + below;
    __syncwarp();
    if (i < n && below == 0) {
      before[warp][digit] = start + __popc(same);
    }
    __syncwarp();
  }
  __syncthreads();
  unsigned base = counts[thread * gridDim.x + blockIdx.x];
  for (int w = 0; w < WARPS; w++) {
    unsigned mine = before[w][thread];
    before[w][thread] = base;
    base += mine;
  }
  __syncthreads();
#pragma unroll
  for (int round = 0; round < SORT_ROUNDS; round++) {
    int i = first + round * WARP;
    if (i < n) {
      unsigned to = before[warp][(key[round] >> shift) & (DIGITS - 1)] + rank[round];
      keysOut[to] = key[round];
      valuesOut[to] = values[i];
    }
  }
}
