// Which tiles a splat reaches: exactly those that its ellipse of alpha 1/255 touches.
#pragma once
#include "common.cuh"

struct TileBox {
  int x0, x1, y0, y1;  // tiles, last ones included; empty when x1 < x0 or y1 < y0
};

__device__ __forceinline__ int tile_of(float pixel, float last) {
  return (int)fminf(fmaxf(pixel, 0.0f), last) / TILE;
}

// Half the squared distance at which alpha falls to 1/255.
__device__ __forceinline__ float reach_of(float opacity) {
  return logf(opacity / MIN_ALPHA);
}

__device__ __forceinline__ TileBox box_of(const View& view, float u, float v, float rx, float ry) {
  TileBox box;
  bool empty = !(u + rx >= 0.5f && u - rx <= view.width - 0.5f && v + ry >= 0.5f && v - ry <= view.height - 0.5f);
  box.x0 = tile_of(ceilf(u - rx - 0.5f), view.width - 1);
  box.x1 = empty ? -1 : tile_of(floorf(u + rx - 0.5f), view.width - 1);
  box.y0 = tile_of(ceilf(v - ry - 0.5f), view.height - 1);
  box.y1 = tile_of(floorf(v + ry - 0.5f), view.height - 1);
  return box;
}

// Whether the smallest half squared distance over the pixel centres' rectangle of a tile is within the reach: that of the centre
// itself, or of a point of the one or two edges that face it.
__device__ __forceinline__ bool touches(const float4& a, const float4& b, float reach, int tileX, int tileY) {
  float x0 = tileX * TILE + 0.5f - a.x;
  float x1 = x0 + (TILE - 1);
  float y0 = tileY * TILE + 0.5f - a.y;
  float y1 = y0 + (TILE - 1);
  bool besideX = x0 > 0 || x1 < 0;
  bool besideY = y0 > 0 || y1 < 0;
  if (!besideX && !besideY) {
    return true;
  }
  // A little more than the reach, and what the sum of large terms may have lost: rounding must not lose a pixel.
  float limit = reach * 1.0001f + 1e-3f;
  bool touched = false;
  if (besideX) {
    float x = x0 > 0 ? x0 : x1;
    float y = fminf(y1, fmaxf(y0, -a.w * x / b.x));
    float squares = 0.5f * (a.z * x * x + b.x * y * y);
    touched = !(squares + a.w * x * y > limit + 1e-6f * squares);
  }
  if (besideY) {
    float y = y0 > 0 ? y0 : y1;
    float x = fminf(x1, fmaxf(x0, -a.w * y / a.z));
    float squares = 0.5f * (a.z * x * x + b.x * y * y);
    touched = touched || !(squares + a.w * x * y > limit + 1e-6f * squares);
  }
  return touched;
}
