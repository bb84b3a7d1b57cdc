// EWA projection of one Gaussian in single precision. Formulas and names as in io.splatlas.gpu.host.SplatProjector, which is the
// readable form and the oracle; where floats need care the order is that of the CPU device.
#pragma once
#include "common.cuh"

struct Shape {
  float world[3];   // from the camera's centre to the Gaussian, world axes
  float p[3];       // the same in camera axes
  float inverseZ;
  float q[4];       // unit quaternion
  float inverseQ;   // 1 / |quaternion|
  float rot[9];
  float scale[3];
  float in[9];      // inCamera = W R diag(s)
  float tx, ty;     // tangents, clamped
  float t[6];       // J inCamera
};

// Position in camera axes; false behind the near plane or where a number is not finite.
__device__ __forceinline__ bool move_to_camera(const View& view, const float* planes, int rows, int i, Shape& s) {
  for (int a = 0; a < 3; a++) {
    s.world[a] = planes[(POSITION + a) * (size_t)rows + i] - view.c[a] - view.rest[a];
  }
  for (int a = 0; a < 3; a++) {
    s.p[a] = view.r[3 * a] * s.world[0] + view.r[3 * a + 1] * s.world[1] + view.r[3 * a + 2] * s.world[2];
  }
  s.inverseZ = 1 / s.p[2];
  return s.p[2] >= NEAR_PLANE && isfinite(s.p[2]);
}

__device__ __forceinline__ void rotation_of(const float* q, float* r) {
  float w = q[0], i = q[1], j = q[2], k = q[3];
  r[0] = 1 - 2 * (j * j + k * k);
  r[1] = 2 * (i * j - w * k);
  r[2] = 2 * (i * k + w * j);
  r[3] = 2 * (i * j + w * k);
  r[4] = 1 - 2 * (i * i + k * k);
  r[5] = 2 * (j * k - w * i);
  r[6] = 2 * (i * k - w * j);
  r[7] = 2 * (j * k + w * i);
  r[8] = 1 - 2 * (i * i + j * j);
}

// Divided by its largest part first: no quaternion is too small or too large for its square. Returns 1 / |q|.
__device__ __forceinline__ float unit_quaternion(const float* planes, int rows, int i, float* q) {
  float largest = 0;
  for (int k = 0; k < 4; k++) {
    q[k] = planes[(ROTATION + k) * (size_t)rows + i];
    largest = fmaxf(largest, fabsf(q[k]));
  }
  float inverse = 1 / largest;
  float norm2 = 0;
  for (int k = 0; k < 4; k++) {
    q[k] *= inverse;
    norm2 += q[k] * q[k];
  }
  float unit = 1 / sqrtf(norm2);
  for (int k = 0; k < 4; k++) {
    q[k] *= unit;
  }
  return inverse * unit;
}

// Everything up to the 2x3 root of the covariance on screen; the position is there.
__device__ __forceinline__ void read_shape(const View& view, const float* planes, int rows, int i, Shape& s) {
  s.inverseQ = unit_quaternion(planes, rows, i, s.q);
  rotation_of(s.q, s.rot);
  for (int k = 0; k < 3; k++) {
    s.scale[k] = expf(planes[(SCALE + k) * (size_t)rows + i]);
  }
#pragma unroll
  for (int row = 0; row < 3; row++) {
#pragma unroll
    for (int k = 0; k < 3; k++) {
      s.in[3 * row + k] = s.scale[k]
          * (view.r[3 * row] * s.rot[k] + view.r[3 * row + 1] * s.rot[3 + k] + view.r[3 * row + 2] * s.rot[6 + k]);
    }
  }
  s.tx = fminf(view.right, fmaxf(view.left, s.p[0] * s.inverseZ));
  s.ty = fminf(view.bottom, fmaxf(view.top, s.p[1] * s.inverseZ));
#pragma unroll
  for (int k = 0; k < 3; k++) {
    s.t[k] = view.fx * s.inverseZ * (s.in[k] - s.tx * s.in[6 + k]);
    s.t[3 + k] = view.fy * s.inverseZ * (s.in[3 + k] - s.ty * s.in[6 + k]);
  }
}

struct Covariance {
  float xx, xy, yy;  // with the low-pass on the diagonal
  float sharp;       // determinant without it
  float det;         // determinant with it
};

__device__ __forceinline__ Covariance covariance_of(const float* t) {
  Covariance c;
  float xx = t[0] * t[0] + t[1] * t[1] + t[2] * t[2];
  float yy = t[3] * t[3] + t[4] * t[4] + t[5] * t[5];
  c.xy = t[0] * t[3] + t[1] * t[4] + t[2] * t[5];
  c.xx = xx + LOW_PASS;
  c.yy = yy + LOW_PASS;
  // |t0 x t1|^2: no cancellation.
  float c0 = t[1] * t[5] - t[2] * t[4];
  float c1 = t[2] * t[3] - t[0] * t[5];
  float c2 = t[0] * t[4] - t[1] * t[3];
  c.sharp = c0 * c0 + c1 * c1 + c2 * c2;
  c.det = c.sharp + LOW_PASS * (xx + yy) + LOW_PASS * LOW_PASS;
  return c;
}

__device__ __forceinline__ float sigmoid(float v) {
  return 1 / (1 + expf(-v));
}
