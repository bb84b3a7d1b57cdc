// Closed-form lifting: running sums of w T and w per Gaussian, CHANNELS at a time. The channel behind the last is the constant 1, whose
// sum is the weight.
#include "common.cuh"

constexpr int LIFT_BATCH = 32;

// Bilinear between cell centres, the border cells continued outwards.
struct Sample {
  int left, right, above, below;
  float fx, fy;
};

__device__ __forceinline__ Sample sample_at(float x, float y, int columns, int lines) {
  Sample s;
  float column = fminf(fmaxf(x * columns - 0.5f, 0.0f), (float)(columns - 1));
  float line = fminf(fmaxf(y * lines - 0.5f, 0.0f), (float)(lines - 1));
  s.left = (int)column;
  s.above = (int)line;
  s.fx = column - s.left;
  s.fy = line - s.above;
  s.right = min(s.left + 1, columns - 1);
  s.below = min(s.above + 1, lines - 1) * columns;
  s.above *= columns;
  return s;
}

__device__ __forceinline__ float value_of(const float* plane, const Sample& s) {
  float above = plane[s.above + s.left];
  above += s.fx * (plane[s.above + s.right] - above);
  float below = plane[s.below + s.left];
  below += s.fx * (plane[s.below + s.right] - below);
  return above + s.fy * (below - above);
}

extern "C" __global__ void __launch_bounds__(256) lift_channels(
    const int* starts, const int* ends, const unsigned* slots, const unsigned* owners, const float4* splatA,
    const float4* splatB, int width, int height, const float* map, int columns, int lines, int first, int channels,
    float* collected) {
  __shared__ float4 sharedA[LIFT_BATCH];
  __shared__ float4 sharedB[LIFT_BATCH];
  __shared__ unsigned slot[LIFT_BATCH];
  __shared__ float partial[WARPS][LIFT_BATCH][CHANNELS];
  int thread = threadIdx.x;
  int lane = thread % WARP;
  int warp = thread / WARP;
  int owned = owner8(lane);
  int px = blockIdx.x * TILE + thread % TILE;
  int py = blockIdx.y * TILE + thread / TILE;
  bool done = px >= width || py >= height;
  int tile = blockIdx.y * gridDim.x + blockIdx.x;
  int end = ends[tile];
  float x = px + 0.5f;
  float y = py + 0.5f;
  Sample s = sample_at(x / width, y / height, columns, lines);
  float feature[CHANNELS];
  for (int c = 0; c < CHANNELS; c++) {
    int channel = first + c;
    feature[c] = channel < channels ? value_of(map + (size_t)channel * columns * lines, s) : channel == channels ? 1.0f : 0.0f;
  }
  float t = 1;
  for (int base = starts[tile]; base < end; base += LIFT_BATCH) {
    int n = min(LIFT_BATCH, end - base);
    if (thread < n) {
      unsigned entry = slots[base + thread];
      unsigned gaussian = owners[entry];
      slot[thread] = entry;
      sharedA[thread] = splatA[gaussian];
      sharedB[thread] = splatB[gaussian];
    }
    __syncthreads();
    for (int k = 0; k < n; k++) {
      float alpha = fminf(MAX_ALPHA, raw_alpha(sharedA[k], sharedB[k], x, y));
      bool hit = !done && alpha >= MIN_ALPHA;
      if (!__any_sync(FULL, hit)) {
        if (lane < CHANNELS) {
          partial[warp][k][lane] = 0;
        }
        continue;
      }
      float weight = hit ? alpha * t : 0;
      if (hit) {
        t *= 1 - alpha;
        done = t < MIN_TRANSMITTANCE;
      }
      float v[CHANNELS];
      for (int c = 0; c < CHANNELS; c++) {
        v[c] = weight * feature[c];
      }
      float sum = warp_sums8(v, lane);
      if (owned >= 0) {
        partial[warp][k][owned] = sum;
      }
    }
    __syncthreads();
    for (int k = thread; k < n * CHANNELS; k += TILE_PIXELS) {
      float sum = 0;
      for (int w = 0; w < WARPS; w++) {
        sum += partial[w][k / CHANNELS][k % CHANNELS];
      }
      collected[(size_t)slot[k / CHANNELS] * CHANNELS + k % CHANNELS] = sum;
    }
    // What lies behind has no weight, and its slots were cleared.
    if (__syncthreads_count(done) == TILE_PIXELS) {
      break;
    }
  }
}

// Adds the slots of each Gaussian to its running sums, one warp a rank, four slots at a time.
extern "C" __global__ void __launch_bounds__(256) gather_lifted(
    const unsigned* order, const unsigned* offsets, int n, const float* collected, const Tally* tally, int rows, int first,
    int channels, float* featureSums, float* weights) {
  int rank = blockIdx.x * WARPS + threadIdx.x / WARP;
  int lane = threadIdx.x % WARP;
  float sum = 0;
  // Without room the entries have no slots.
  bool counts = rank < n && !tally->halted;
  if (counts) {
    unsigned end = offsets[rank + 1];
    for (unsigned k = offsets[rank] + lane / CHANNELS; k < end; k += WARP / CHANNELS) {
      sum += collected[(size_t)k * CHANNELS + lane % CHANNELS];
    }
  }
  sum += __shfl_xor_sync(FULL, sum, 8);
  sum += __shfl_xor_sync(FULL, sum, 16);
  int channel = first + lane;
  if (counts && lane < CHANNELS && channel <= channels) {
    unsigned gaussian = order[rank];
    if (channel < channels) {
      featureSums[channel * (size_t)rows + gaussian] += sum;
    } else {
      weights[gaussian] += sum;
    }
  }
}

// The semantic vector of every Gaussian that has been seen: its sums divided by its weight. One row of blocks a channel.
extern "C" __global__ void __launch_bounds__(256) divide_lifted(
    const float* featureSums, const float* weights, int rows, int count, const Tally* tally, float* features) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < count && weights[i] > 0 && !tally->halted) {
    size_t at = blockIdx.y * (size_t)rows + i;
    features[at] = featureSums[at] / weights[i];
  }
}

// featureSums = features * weights: what a snapshot was made from.
extern "C" __global__ void __launch_bounds__(256) restore_lifted(
    const float* features, const float* weights, int rows, int count, float* featureSums) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < count) {
    size_t at = blockIdx.y * (size_t)rows + i;
    featureSums[at] = features[at] * weights[i];
  }
}
