// Tile lists, made without the host knowing how long they are: kernels are launched for as many entries as there is room for, and read
// from a tally how many there are. Gaussians come in depth order; each writes one entry per tile it touches; a stable sort by tile then leaves every
// tile's entries in depth order. An entry's number before that sort is its slot: the slots of a Gaussian follow each other.
#include "tiles.cuh"

// Decides whether a view's entries fit into the room there is.
extern "C" __global__ void __launch_bounds__(32) admit_entries(Tally* tally, unsigned room) {
  if (threadIdx.x == 0) {
    bool halted = tally->halted != 0 || tally->wanted > room;
    tally->halted = halted ? 1 : 0;
    tally->entries = halted ? 0 : (unsigned)tally->wanted;
  }
}

// counts[rank] = tiles of the Gaussian of that rank; one more, zero, so that the scan ends with the total.
extern "C" __global__ void __launch_bounds__(256) order_counts(
    const unsigned* order, const unsigned* tiles, unsigned* counts, int n) {
  int rank = blockIdx.x * 256 + threadIdx.x;
  if (rank <= n) {
    counts[rank] = rank < n ? tiles[order[rank]] : 0;
  }
}

extern "C" __global__ void __launch_bounds__(256) emit_entries(
    const float4* splatA, const float4* splatB, const float4* splatC, const unsigned* order, const unsigned* offsets, int n,
    View view, const Tally* tally, unsigned* keys, unsigned* slots, unsigned* owners) {
  int rank = blockIdx.x * 256 + threadIdx.x;
  if (rank >= n || tally->halted) {
    return;
  }
  unsigned at = offsets[rank];
  unsigned end = offsets[rank + 1];
  if (at == end) {
    return;
  }
  unsigned gaussian = order[rank];
  float4 a = splatA[gaussian];
  float4 b = splatB[gaussian];
  float4 c = splatC[gaussian];
  float reach = reach_of(b.y);
  int columns = ((int)view.width + TILE - 1) / TILE;
  int tileCount = columns * (((int)view.height + TILE - 1) / TILE);
  TileBox box = box_of(view, a.x, a.y, c.z, c.w);
  for (int y = box.y0; y <= box.y1; y++) {
    for (int x = box.x0; x <= box.x1; x++) {
      if (at < end && touches(a, b, reach, x, y)) {
        keys[at] = y * columns + x;
        slots[at] = at;
        owners[at++] = gaussian;
      }
    }
  }
  // Counting and writing are two kernels, which a compiler may round differently: what is missing goes behind the last tile.
  for (; at < end; at++) {
    keys[at] = tileCount;
    slots[at] = at;
    owners[at] = gaussian;
  }
}

// starts and ends (excluded) of every tile's entries; both were zero. One tile more than there is, for what belongs to none.
extern "C" __global__ void __launch_bounds__(256) tile_ranges(
    const unsigned* keys, const Tally* tally, int* starts, int* ends) {
  int i = blockIdx.x * 256 + threadIdx.x;
  int n = tally->entries;
  if (i >= n) {
    return;
  }
  unsigned tile = keys[i];
  if (i == 0 || keys[i - 1] != tile) {
    starts[tile] = i;
  }
  if (i == n - 1 || keys[i + 1] != tile) {
    ends[tile] = i + 1;
  }
}
