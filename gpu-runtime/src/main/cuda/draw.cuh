// The rule by which growth draws sources, one number at a time: io.splatlas.gpu.host.GrowthRule says it in words. Everything here is
// whole numbers, or floats of which every operation is rounded by itself, so that each device gives the same births.
#pragma once
#include "projection.cuh"

constexpr int MOST_COPIES = 51;
constexpr float UNBORN_LOGIT = -20;
constexpr float UNBORN_LOG_SCALE = -10;

// What the host knows only later: largest score and opacity of a row with room (bits of floats that are not negative, which order like
// the floats), and births that want a source. The order is known to GrowthPass.java.
struct Draw {
  unsigned score;
  unsigned opacity;
  unsigned pending;
  unsigned unused;
};

// The least logit of a Gaussian that may become 2, 3, ... MOST_COPIES.
struct Limits {
  float logit[MOST_COPIES - 1];
};

__device__ __forceinline__ float exact_opacity(float logit) {
  float x = fminf(fabsf(logit), 80.0f);
  float t = __fmul_rn(x, 1.44269504f);
  int whole = (int)__fadd_rn(t, 0.5f);
  float f = __fadd_rn(t, -(float)whole);
  float power = 0.000154035304f;
  power = __fadd_rn(__fmul_rn(power, f), -0.00133335581f);
  power = __fadd_rn(__fmul_rn(power, f), 0.00961812911f);
  power = __fadd_rn(__fmul_rn(power, f), -0.0555041087f);
  power = __fadd_rn(__fmul_rn(power, f), 0.240226507f);
  power = __fadd_rn(__fmul_rn(power, f), -0.693147181f);
  power = __fadd_rn(__fmul_rn(power, f), 1.0f);
  float e = __uint_as_float(__float_as_uint(power) - ((unsigned)whole << 23));
  return __fdiv_rn(logit >= 0 ? 1.0f : e, __fadd_rn(1.0f, e));
}

// 0 for what is not finite or not positive.
__device__ __forceinline__ float score_of(float opacity, float error) {
  float score = __fmul_rn(opacity, error);
  return score > 0 && isfinite(score) ? score : 0.0f;
}

__device__ __forceinline__ unsigned weight_of(float score, unsigned largest) {
  unsigned bits = __float_as_uint(score);
  int most = max(1, (int)(largest >> 23));
  int exponent = (int)(bits >> 23);
  unsigned mantissa = (bits & 0x7fffffu) | (exponent > 0 ? 0x800000u : 0u);
  return (mantissa << 7) >> min(31, most - max(1, exponent));
}

__device__ __forceinline__ unsigned long long mixed(unsigned long long z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

constexpr unsigned long long COUNTER_STEP = 0x9E3779B97F4A7C15ull;

// floor(total k / n).
__device__ __forceinline__ unsigned long long part_of(unsigned long long total, unsigned k, unsigned n) {
  return total / n * k + total % n * k / n;
}

__device__ __forceinline__ unsigned long long draw_of(
    unsigned long long seed, int round, unsigned k, unsigned n, unsigned long long total) {
  unsigned long long from = part_of(total, k, n);
  unsigned long long width = part_of(total, k + 1, n) - from;
  unsigned long long bits = mixed((seed ^ 0x5851F42D4C957F2Dull) + (((unsigned long long)k << 2) + round + 1) * COUNTER_STEP);
  return from + __umul64hi(bits, width);
}
