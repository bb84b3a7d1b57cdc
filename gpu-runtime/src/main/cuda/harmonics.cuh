// Real spherical harmonics up to degree 3 and their derivative, as in io.splatlas.gpu.host.SphericalHarmonics.
#pragma once
#include "common.cuh"

constexpr float C0 = 0.28209479177387814f;
constexpr float C1 = 0.4886025119029199f;
constexpr float C2 = 1.0925484305920792f;
constexpr float C2_AXIAL = 0.31539156525252005f;
constexpr float C2_SQUARE = 0.5462742152960396f;
constexpr float C3 = 0.5900435899266435f;
constexpr float C3_XYZ = 2.890611442640554f;
constexpr float C3_SIDE = 0.4570457994644658f;
constexpr float C3_AXIAL = 0.3731763325901154f;
constexpr float C3_SQUARE = 1.445305721320277f;
constexpr int MAX_BASIS = 16;

// All sixteen; those above the degree are zero, so that loops over them can be unrolled.
__device__ __forceinline__ void harmonics(int degree, const float* d, float* basis) {
#pragma unroll
  for (int k = 1; k < MAX_BASIS; k++) {
    basis[k] = 0;
  }
  float x = d[0], y = d[1], z = d[2];
  basis[0] = C0;
  if (degree >= 1) {
    basis[1] = -C1 * y;
    basis[2] = C1 * z;
    basis[3] = -C1 * x;
  }
  float xx = x * x, yy = y * y, zz = z * z;
  if (degree >= 2) {
    basis[4] = C2 * x * y;
    basis[5] = -C2 * y * z;
    basis[6] = C2_AXIAL * (2 * zz - xx - yy);
    basis[7] = -C2 * x * z;
    basis[8] = C2_SQUARE * (xx - yy);
  }
  if (degree >= 3) {
    basis[9] = -C3 * y * (3 * xx - yy);
    basis[10] = C3_XYZ * x * y * z;
    basis[11] = -C3_SIDE * y * (4 * zz - xx - yy);
    basis[12] = C3_AXIAL * z * (2 * zz - 3 * xx - 3 * yy);
    basis[13] = -C3_SIDE * x * (4 * zz - xx - yy);
    basis[14] = C3_SQUARE * z * (xx - yy);
    basis[15] = -C3 * x * (xx - 3 * yy);
  }
}

// dL/d direction as three independent numbers from dL/d basis; g above the degree must be zero.
__device__ __forceinline__ void harmonics_backward(const float* d, const float* g, float* out) {
  float x = d[0], y = d[1], z = d[2];
  float xx = x * x, yy = y * y, zz = z * z;
  out[0] = -C1 * g[3] + C2 * (y * g[4] - z * g[7]) - 2 * C2_AXIAL * x * g[6] + 2 * C2_SQUARE * x * g[8]
      - 6 * C3 * x * y * g[9] + C3_XYZ * y * z * g[10] + 2 * C3_SIDE * x * y * g[11] - 6 * C3_AXIAL * x * z * g[12]
      - C3_SIDE * (4 * zz - 3 * xx - yy) * g[13] + 2 * C3_SQUARE * x * z * g[14] - 3 * C3 * (xx - yy) * g[15];
  out[1] = -C1 * g[1] + C2 * (x * g[4] - z * g[5]) - 2 * C2_AXIAL * y * g[6] - 2 * C2_SQUARE * y * g[8]
      - 3 * C3 * (xx - yy) * g[9] + C3_XYZ * x * z * g[10] - C3_SIDE * (4 * zz - xx - 3 * yy) * g[11]
      - 6 * C3_AXIAL * y * z * g[12] + 2 * C3_SIDE * x * y * g[13] - 2 * C3_SQUARE * y * z * g[14] + 6 * C3 * x * y * g[15];
  out[2] = C1 * g[2] - C2 * (y * g[5] + x * g[7]) + 4 * C2_AXIAL * z * g[6] + C3_XYZ * x * y * g[10]
      - 8 * C3_SIDE * y * z * g[11] + C3_AXIAL * (6 * zz - 3 * xx - 3 * yy) * g[12] - 8 * C3_SIDE * x * z * g[13]
      + C3_SQUARE * (xx - yy) * g[14];
}

// Unit direction from the camera's centre; returns the distance.
__device__ __forceinline__ float direction_of(const float* world, float* d) {
  float distance = fmaxf(1e-12f, sqrtf(world[0] * world[0] + world[1] * world[1] + world[2] * world[2]));
  for (int a = 0; a < 3; a++) {
    d[a] = world[a] / distance;
  }
  return distance;
}
