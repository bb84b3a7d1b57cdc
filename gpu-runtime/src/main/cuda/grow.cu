// A growth step. Who is born of whom is drawn by draw.cu; what that does to the Gaussians happens here. Formulas as in
// io.splatlas.gpu.host.GrowthStep and GrowthSplit.
//
// Nothing changes when a training step before found no room for its entries (Tally.halted): then nobody has a source.
#include "draw.cuh"

// Rows behind the last Gaussian: whatever comes of the step, whoever looks at them sees nothing.
extern "C" __global__ void __launch_bounds__(256) lay_unborn(float* planes, int rows, int from, int count, int all) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < count) {
    for (int p = 0; p < all; p++) {
      bool scale = p >= SCALE && p < OPACITY;
      planes[p * (size_t)rows + from + i] =
          p == ROTATION ? 1.0f : scale ? UNBORN_LOG_SCALE : p == OPACITY ? UNBORN_LOGIT : 0.0f;
    }
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

// What one of the copies of a source becomes.
struct Split {
  float offset;    // along the longest axis, in units of its extent
  float logScale;  // added to every log scale
  float logit;     // of the new opacity
};

constexpr double SPREAD = 0.3;
constexpr double MOST_OPACITY = 1 - 1e-6;
constexpr float LONGEST_LOG_SCALE = -0.047155339f;  // log(1 - SPREAD^2) / 2

// In double precision: the sum of the paper's equation 9 alternates between terms of up to 1e5.
__device__ __forceinline__ Split split_of(float sourceLogit, int copies, int number) {
  double opacity = fmin(1 / (1 + exp(-(double)sourceLogit)), MOST_OPACITY);
  double share = -expm1(log1p(-opacity) / copies);
  double sum = 0;
  double term = 1;
  for (int j = 1; j <= copies; j++) {
    double root = rsqrt((double)j);
    term *= share * (copies - j + 1) * root * root;  // C(copies, j) share^j
    sum += (j % 2 == 1 ? term : -term) * root;
  }
  double factor = opacity / sum;
  double place = (number - (copies - 1) / 2.0) * sqrt(12.0 / ((double)copies * copies - 1));
  Split split;
  split.offset = (float)(SPREAD * place * factor);
  split.logScale = (float)log(factor);
  split.logit = (float)log(share / (1 - share));
  return split;
}

// Everything a Gaussian is made of.
struct Gaussians {
  float* planes;
  float* firsts;
  float* seconds;
  int* steps;
  int* instances;
  float* featureSums;
  float* weights;
};

// A row becomes copy `number` of its parent: moved, shrunk and faded.
__device__ __forceinline__ void become(
    const Gaussians& g, int rows, int optimised, int all, int parent, int child, int copies, int number) {
  float* planes = g.planes;
  Split split = split_of(planes[OPACITY * (size_t)rows + parent], copies, number);
  float q[4];
  float rot[9];
  float direction[3] = {0, 0, 0};
  int axis = longest_axis(planes, rows, parent);
  float inverse = unit_quaternion(planes, rows, parent, q);
  if (isfinite(inverse)) {
    rotation_of(q, rot);
    float extent = expf(planes[(SCALE + axis) * (size_t)rows + parent]) * split.offset;
    for (int a = 0; a < 3; a++) {
      direction[a] = extent * (axis == 0 ? rot[3 * a] : axis == 1 ? rot[3 * a + 1] : rot[3 * a + 2]);
    }
  }
  for (int p = 0; p < all; p++) {
    float v = planes[p * (size_t)rows + parent];
    if (p < ROTATION) {
      v = moved(v, p == 0 ? direction[0] : p == 1 ? direction[1] : direction[2]);
    } else if (p >= SCALE && p < OPACITY) {
      v += split.logScale + (p - SCALE == axis ? LONGEST_LOG_SCALE : 0);
    } else if (p == OPACITY) {
      v = split.logit;
    }
    planes[p * (size_t)rows + child] = v;
    if (p < optimised) {
      g.firsts[p * (size_t)rows + child] = 0;
      g.seconds[p * (size_t)rows + child] = 0;
    }
  }
  g.steps[child] = 0;
  g.instances[child] = g.instances[parent];
  if (g.weights != nullptr) {
    for (int c = 0; c < all - optimised; c++) {
      g.featureSums[c * (size_t)rows + child] = g.featureSums[c * (size_t)rows + parent] / copies;
    }
    g.weights[child] = g.weights[parent] / copies;
  }
}

// Every row that has a source becomes a copy of it. No source has a source itself.
extern "C" __global__ void __launch_bounds__(128) bear(
    float* planes, float* firsts, float* seconds, int* steps, int* instances, float* featureSums, float* weights, int rows,
    int optimised, int all, const int* sources, const int* numbers, const int* births, int target) {
  int i = blockIdx.x * 128 + threadIdx.x;
  if (i < target && sources[i] >= 0) {
    Gaussians g = {planes, firsts, seconds, steps, instances, featureSums, weights};
    become(g, rows, optimised, all, sources[i], i, births[sources[i]] + 1, numbers[i]);
  }
}

// Afterwards the sources become what is left of them.
extern "C" __global__ void __launch_bounds__(128) share_out(
    float* planes, float* firsts, float* seconds, int* steps, int* instances, float* featureSums, float* weights, int rows,
    int optimised, int all, const int* births, int before) {
  int i = blockIdx.x * 128 + threadIdx.x;
  if (i < before && births[i] > 0) {
    Gaussians g = {planes, firsts, seconds, steps, instances, featureSums, weights};
    become(g, rows, optimised, all, i, i, births[i] + 1, 0);
  }
}

// What growth reads begins anew.
extern "C" __global__ void __launch_bounds__(256) forget_statistics(float* errors, float* seen, int count, const Tally* tally) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < count && !tally->halted) {
    errors[i] = 0;
    seen[i] = 0;
  }
}

// A number in (0, 1] from a seed, a Gaussian and a draw: a counter, so that no order of threads matters.
__device__ __forceinline__ float uniform(unsigned long long seed, unsigned gaussian, unsigned draw) {
  unsigned long long z = mixed(seed + (((unsigned long long)gaussian << 3) + draw + 1) * COUNTER_STEP);
  return ((unsigned)(z >> 40) + 1) * (1.0f / 16777216);
}

constexpr float NOISE_STEEPNESS = 100;
constexpr float NOISE_CENTRE = 0.995f;

// Moves Gaussians of low opacity at random within their own shape.
extern "C" __global__ void __launch_bounds__(256) explore(
    float* planes, int rows, int count, float noise, unsigned long long seed, const Tally* tally) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i >= count || tally->halted) {
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
