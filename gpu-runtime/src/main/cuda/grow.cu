// The data path of a growth step. Who is relocated onto whom is drawn on the host (io.splatlas.gpu.host.GrowthDraw) from three numbers
// a Gaussian; what that does to the Gaussians happens here. Formulas as in io.splatlas.gpu.host.GrowthStep.
#include "projection.cuh"

// 1 where every optimised parameter is finite.
extern "C" __global__ void __launch_bounds__(256) finite_rows(const float* planes, int rows, int count, int optimised, float* out) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < count) {
    float check = 0;
    for (int p = 0; p < optimised; p++) {
      check += 0 * planes[p * (size_t)rows + i];
    }
    out[i] = check == 0 ? 1 : 0;
  }
}

__device__ __forceinline__ int longest_axis(const float* planes, int rows, int i) {
  float x = planes[SCALE * (size_t)rows + i];
  float y = planes[(SCALE + 1) * (size_t)rows + i];
  float z = planes[(SCALE + 2) * (size_t)rows + i];
  return y > x ? (z > y ? 2 : 1) : (z > x ? 2 : 0);
}

// A coordinate moved in metres; a Gaussian whose extent is beyond all numbers stays where it is.
__device__ __forceinline__ float moved(float coordinate, float by) {
  float there = coordinate + by;
  return isfinite(there) ? there : coordinate;
}

// How to turn a parent into a child: written by GrowthPlan.java, four floats each.
struct Birth {
  float offset;   // along the longest axis, in units of its extent
  float logScale; // added to every log scale
  float logit;    // of the new opacity
  float copies;   // among how many lifted sums are shared
};

// Child k becomes a copy of its parent, moved, shrunk and faded. Parents must not be children of the same launch, except of themselves.
extern "C" __global__ void __launch_bounds__(256) bear(
    float* planes, float* firsts, float* seconds, int* steps, int rows, int optimised, int all, float* featureSums,
    float* weights, const int* parents, const int* children, const Birth* births, int n, float longestLogScale) {
  int k = blockIdx.x * 256 + threadIdx.x;
  if (k >= n) {
    return;
  }
  int parent = parents[k];
  int child = children[k];
  Birth birth = births[k];
  float q[4];
  float rot[9];
  float direction[3] = {0, 0, 0};
  int axis = longest_axis(planes, rows, parent);
  float inverse = unit_quaternion(planes, rows, parent, q);
  if (isfinite(inverse)) {
    rotation_of(q, rot);
    float extent = expf(planes[(SCALE + axis) * (size_t)rows + parent]) * birth.offset;
    for (int a = 0; a < 3; a++) {
      direction[a] = extent * (axis == 0 ? rot[3 * a] : axis == 1 ? rot[3 * a + 1] : rot[3 * a + 2]);
    }
  }
  for (int p = 0; p < all; p++) {
    float v = planes[p * (size_t)rows + parent];
    if (p < ROTATION) {
      v = moved(v, direction[p]);
    } else if (p >= SCALE && p < OPACITY) {
      v += birth.logScale + (p - SCALE == axis ? longestLogScale : 0);
    } else if (p == OPACITY) {
      v = birth.logit;
    }
    planes[p * (size_t)rows + child] = v;
    if (p < optimised) {
      firsts[p * (size_t)rows + child] = 0;
      seconds[p * (size_t)rows + child] = 0;
    }
  }
  steps[child] = 0;
  if (weights != nullptr) {
    for (int c = 0; c < all - optimised; c++) {
      featureSums[c * (size_t)rows + child] = featureSums[c * (size_t)rows + parent] / birth.copies;
    }
    weights[child] = weights[parent] / birth.copies;
  }
}

// A number in (0, 1] from a seed, a Gaussian and a draw: SplitMix64's finaliser over a counter, so that no order of threads matters.
__device__ __forceinline__ float uniform(unsigned long long seed, unsigned gaussian, unsigned draw) {
  unsigned long long z = seed + (((unsigned long long)gaussian << 3) + draw + 1) * 0x9E3779B97F4A7C15ull;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  z ^= z >> 31;
  return ((unsigned)(z >> 40) + 1) * (1.0f / 16777216);
}

constexpr float NOISE_STEEPNESS = 100;
constexpr float NOISE_CENTRE = 0.995f;

// Moves Gaussians of low opacity at random within their own shape.
extern "C" __global__ void __launch_bounds__(256) explore(float* planes, int rows, int count, float noise, unsigned long long seed) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i >= count) {
    return;
  }
  float q[4];
  float rot[9];
  if (!isfinite(unit_quaternion(planes, rows, i, q))) {
    return;
  }
  rotation_of(q, rot);
  float opacity = sigmoid(planes[OPACITY * (size_t)rows + i]);
  float uncertainty = sigmoid(NOISE_STEEPNESS * (1 - opacity - NOISE_CENTRE));
  float longest = planes[(SCALE + longest_axis(planes, rows, i)) * (size_t)rows + i];
  float by[3] = {0, 0, 0};
#pragma unroll
  for (int axis = 0; axis < 3; axis++) {
    float radius = sqrtf(-2 * logf(uniform(seed, i, 2 * axis)));
    float normal = radius * cospif(2 * uniform(seed, i, 2 * axis + 1));
    float step = noise * uncertainty * expf(planes[(SCALE + axis) * (size_t)rows + i] - longest) * normal;
    for (int a = 0; a < 3; a++) {
      by[a] += step * rot[3 * a + axis];
    }
  }
  for (int a = 0; a < 3; a++) {
    float* coordinate = planes + (POSITION + a) * (size_t)rows + i;
    *coordinate = moved(*coordinate, by[a]);
  }
}
