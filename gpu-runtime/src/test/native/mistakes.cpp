// Kernels with one mistake each, and twins without: what the checks must find, and what they must not.
#include <cstring>

#include "emulation.h"

namespace {

__shared__ int numbers[64];

// All are launched as two blocks of 64 threads; `values` holds 128 whole numbers, of which the host has written the first 64.
void reads_behind(int* values) {
  numbers[threadIdx.x] = values[threadIdx.x + 65 * (threadIdx.x == 63)];
}
void reads_within(int* values) {
  numbers[threadIdx.x] = values[threadIdx.x];
}
void writes_far_behind(int* values) {
  values[128 + threadIdx.x] = 0;
}
void reads_unwritten(int* values) {
  numbers[threadIdx.x] = values[64 + threadIdx.x];
}
void reads_what_it_wrote(int* values) {
  if (blockIdx.x == 1) {
    values[64 + threadIdx.x] = 1;
    numbers[threadIdx.x] = values[64 + threadIdx.x];
  }
}
void is_misaligned(int* values) {
  float4* vectors = reinterpret_cast<float4*>(values + 1);
  numbers[threadIdx.x] = static_cast<int>(vectors[threadIdx.x % 8].x);
}
void reads_unwritten_shared(int*) {
  if (threadIdx.x < 32) {
    numbers[threadIdx.x] = 1;
  }
  __syncthreads();
  if (numbers[threadIdx.x] == 7) {
    numbers[threadIdx.x] = 8;
  }
}
void misses_a_barrier(int* values) {
  numbers[threadIdx.x] = 0;
  __syncthreads();
  numbers[threadIdx.x] = values[threadIdx.x];
  if (blockIdx.x == 0) {
    values[threadIdx.x] = numbers[63 - threadIdx.x];
  }
}
void has_a_barrier(int* values) {
  numbers[threadIdx.x] = values[threadIdx.x];
  __syncthreads();
  if (blockIdx.x == 2) {
    values[threadIdx.x] = numbers[63 - threadIdx.x];
  }
}
void overwrites_what_others_read(int* values) {
  numbers[threadIdx.x] = values[threadIdx.x];
  __syncthreads();
  int neighbour = numbers[(threadIdx.x + 1) % 64];
  numbers[threadIdx.x] = neighbour;
}
void trusts_a_shuffle(int* values) {
  numbers[threadIdx.x] = values[threadIdx.x];
  __shfl_xor_sync(0xffffffffu, 1, 1);
  if (numbers[threadIdx.x ^ 1] == 7) {
    numbers[threadIdx.x] = 8;
  }
}
void orders_its_warp(int* values) {
  numbers[threadIdx.x] = values[threadIdx.x];
  __syncwarp();
  int neighbour = numbers[threadIdx.x ^ 1];
  __syncwarp();
  numbers[threadIdx.x] = neighbour;
}
void orders_its_warp_only(int* values) {
  numbers[threadIdx.x] = 0;
  __syncthreads();
  numbers[threadIdx.x] = values[threadIdx.x];
  __syncwarp();
  if (numbers[threadIdx.x ^ 32] == 7) {
    numbers[threadIdx.x] = 8;
  }
}
void writes_what_another_block_wrote(int* values) {
  values[threadIdx.x] = blockIdx.x;
}
void writes_what_another_block_read(int* values) {
  if (blockIdx.x == 0) {
    numbers[threadIdx.x] = values[threadIdx.x];
  } else {
    values[threadIdx.x] = 1;
  }
}
void counts_atomically(int* values) {
  atomicAdd(&values[0], 1);
}
void mixes_atomic_and_plain(int* values) {
  if (threadIdx.x == 0) {
    values[0] = 1;
  } else {
    atomicAdd(&values[0], 1);
  }
}
void leaves_its_array(int* values) {
  numbers[threadIdx.x + (values[0] == 0 ? 1 : 1)] = 1;
}
void casts_what_does_not_fit(int* values) {
  values[threadIdx.x] = static_cast<int>(3e9f + values[0]);
}
void loses_lanes(int*) {
  if (threadIdx.x != 5) {
    __syncwarp();
  }
}

}  // namespace

namespace emulation {

#define MISTAKE(name) Caller<&::name>::describe(#name)

const std::vector<Kernel>& mistakes() {
  static const std::vector<Kernel> all = {
      MISTAKE(reads_behind),
      MISTAKE(reads_within),
      MISTAKE(writes_far_behind),
      MISTAKE(reads_unwritten),
      MISTAKE(reads_what_it_wrote),
      MISTAKE(is_misaligned),
      MISTAKE(reads_unwritten_shared),
      MISTAKE(misses_a_barrier),
      MISTAKE(has_a_barrier),
      MISTAKE(overwrites_what_others_read),
      MISTAKE(trusts_a_shuffle),
      MISTAKE(orders_its_warp),
      MISTAKE(orders_its_warp_only),
      MISTAKE(writes_what_another_block_wrote),
      MISTAKE(writes_what_another_block_read),
      MISTAKE(counts_atomically),
      MISTAKE(mixes_atomic_and_plain),
      MISTAKE(leaves_its_array),
      MISTAKE(casts_what_does_not_fit),
      MISTAKE(loses_lanes),
  };
  return all;
}

}  // namespace emulation
