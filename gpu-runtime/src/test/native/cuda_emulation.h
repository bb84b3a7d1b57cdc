// The part of CUDA C++ that the kernels use, for g++: included before every .cu file, which is compiled unchanged. A block runs on one
// host thread; each of its threads is a fiber, and the scheduler in emulation.cpp switches between them at barriers and warp operations.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "checker.h"

// Aligned as on a GPU: a load of one of these at another address would be an error there.
struct alignas(8) float2 {
  float x, y;
};
struct float3 {
  float x, y, z;
};
struct alignas(16) float4 {
  float x, y, z, w;
};
struct alignas(8) int2 {
  int x, y;
};
struct alignas(16) int4 {
  int x, y, z, w;
};
struct alignas(8) uint2 {
  unsigned x, y;
};
struct alignas(16) uint4 {
  unsigned x, y, z, w;
};
struct dim3 {
  unsigned x, y, z;
};

static inline float2 make_float2(float x, float y) {
  return {x, y};
}
static inline float3 make_float3(float x, float y, float z) {
  return {x, y, z};
}
static inline float4 make_float4(float x, float y, float z, float w) {
  return {x, y, z, w};
}
static inline int2 make_int2(int x, int y) {
  return {x, y};
}
static inline uint2 make_uint2(unsigned x, unsigned y) {
  return {x, y};
}

#define __global__
#define __device__
#define __forceinline__ inline
#define __launch_bounds__(n)
// Blocks run one after another, so one copy serves them all. The checks find it by its section.
#define __shared__ static __attribute__((section("shared_memory")))

namespace emulation {
struct Thread {
  void* stack;
  dim3 index;
  int number;
  int lane;
  int warp;
  int state;
  unsigned parity;
  bool orders;
};
extern Thread* current;
extern dim3 block_index;
extern dim3 block_size;
extern dim3 grid_size;

// What the lanes of a warp show each other; two of them, so that a fast lane cannot overwrite what a slow one still reads.
struct Exchange {
  uint64_t value[2][32];
};
extern Exchange exchanges[32];

// Between lanes of a warp: shuffles and votes wait, a barrier orders memory too.
void wait_for_warp();
void order_warp();
void wait_for_block();
int count_in_block(int predicate);

// The emulation's own accesses are none of the kernel's.
#define UNCHECKED __attribute__((no_sanitize("thread", "undefined"), noinline))

template <class T>
UNCHECKED uint64_t* show(T v) {
  static_assert(sizeof(T) <= 8);
  unsigned parity = current->parity;
  current->parity ^= 1;
  uint64_t* values = exchanges[current->warp].value[parity];
  std::memcpy(&values[current->lane], &v, sizeof(T));
  wait_for_warp();
  return values;
}

template <class T>
UNCHECKED T read(const uint64_t* values, int lane) {
  T v;
  std::memcpy(&v, &values[lane], sizeof(T));
  return v;
}
}  // namespace emulation

#define threadIdx (emulation::current->index)
#define blockIdx (emulation::block_index)
#define blockDim (emulation::block_size)
#define gridDim (emulation::grid_size)

static inline void __syncthreads() {
  emulation::wait_for_block();
}
static inline int __syncthreads_count(int predicate) {
  return emulation::count_in_block(predicate);
}
static inline int __syncthreads_or(int predicate) {
  return emulation::count_in_block(predicate) != 0;
}
static inline void __syncwarp() {
  emulation::order_warp();
}

template <class T>
T __shfl_sync(unsigned, T v, int lane) {
  return emulation::read<T>(emulation::show(v), lane & 31);
}
template <class T>
T __shfl_xor_sync(unsigned, T v, int mask) {
  int lane = emulation::current->lane;
  return emulation::read<T>(emulation::show(v), lane ^ mask);
}
template <class T>
T __shfl_up_sync(unsigned, T v, int delta) {
  int lane = emulation::current->lane;
  return emulation::read<T>(emulation::show(v), lane >= delta ? lane - delta : lane);
}
template <class T>
T __shfl_down_sync(unsigned, T v, int delta) {
  int lane = emulation::current->lane;
  return emulation::read<T>(emulation::show(v), lane + delta < 32 ? lane + delta : lane);
}
static inline unsigned __ballot_sync(unsigned, bool predicate) {
  const uint64_t* values = emulation::show<unsigned>(predicate);
  unsigned mask = 0;
  for (int k = 0; k < 32; k++) {
    mask |= emulation::read<unsigned>(values, k) << k;
  }
  return mask;
}
static inline bool __any_sync(unsigned mask, bool predicate) {
  return __ballot_sync(mask, predicate) != 0;
}
static inline bool __all_sync(unsigned mask, bool predicate) {
  return __ballot_sync(mask, predicate) == 0xffffffffu;
}
static inline unsigned __match_any_sync(unsigned, unsigned v) {
  const uint64_t* values = emulation::show(v);
  unsigned mask = 0;
  for (int k = 0; k < 32; k++) {
    mask |= (emulation::read<unsigned>(values, k) == v ? 1u : 0u) << k;
  }
  return mask;
}

static inline float cospif(float x) {
  return static_cast<float>(std::cos(3.14159265358979323846 * x));
}
static inline int __popc(unsigned v) {
  return __builtin_popcount(v);
}
static inline int __ffs(unsigned v) {
  return __builtin_ffs(v);
}
static inline int __clz(unsigned v) {
  return v == 0 ? 32 : __builtin_clz(v);
}
// Rounded each by itself, never fused.
static inline float __fmul_rn(float a, float b) {
  return a * b;
}
static inline float __fadd_rn(float a, float b) {
  return a + b;
}
static inline float __fdiv_rn(float a, float b) {
  return a / b;
}
static inline unsigned long long __umul64hi(unsigned long long a, unsigned long long b) {
  return static_cast<unsigned long long>(static_cast<unsigned __int128>(a) * b >> 64);
}
static inline double rsqrt(double v) {
  return 1 / std::sqrt(v);
}
static inline float rsqrtf(float v) {
  return 1 / std::sqrt(v);
}
static inline unsigned __float_as_uint(float v) {
  unsigned bits;
  std::memcpy(&bits, &v, 4);
  return bits;
}
static inline float __uint_as_float(unsigned bits) {
  float v;
  std::memcpy(&v, &bits, 4);
  return v;
}
static inline int __float_as_int(float v) {
  return static_cast<int>(__float_as_uint(v));
}
static inline float __int_as_float(int bits) {
  return __uint_as_float(static_cast<unsigned>(bits));
}

// A fiber gives way only at barriers, so these are atomic as they stand.
#define ATOMIC(name, change)                     \
  template <class T>                             \
  UNCHECKED T name(T* at, T v) {                 \
    checker::access_atomically(at, sizeof(T));   \
    T old = *at;                                 \
    *at = change;                                \
    return old;                                  \
  }
ATOMIC(atomicAdd, old + v)
ATOMIC(atomicMax, std::max(old, v))
ATOMIC(atomicMin, std::min(old, v))
ATOMIC(atomicOr, old | v)
ATOMIC(atomicExch, v)
#undef ATOMIC
template <class T>
UNCHECKED T atomicCAS(T* at, T expected, T v) {
  checker::access_atomically(at, sizeof(T));
  T old = *at;
  *at = old == expected ? v : old;
  return old;
}

using std::isfinite;
using std::max;
using std::min;
