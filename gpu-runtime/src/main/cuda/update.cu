// The chain rule from what a splat collected to the parameters of its Gaussian, and Adam. Formulas as in
// io.splatlas.gpu.host.SplatProjector, SplatColour and Adam.
#include "harmonics.cuh"
#include "projection.cuh"

constexpr float BETA1 = 0.9f;
constexpr float BETA2 = 0.999f;
constexpr float LOG_BETA1 = -0.10536051565782628f;
constexpr float LOG_BETA2 = -0.0010005003335835335f;
constexpr float EPSILON = 1e-15f;
constexpr float LARGEST_GRADIENT = 1e18f;
constexpr float LEAST_RATIO = 1e-18f;

// Learning rates by group, and the two regularisers already divided by what they are means over.
struct Rates {
  float position, rotation, scale, opacity, dc, rest;
  float opacityPenalty, scalePenalty;
};

__device__ __forceinline__ void conic_backward(const Covariance& cov, const float* g, float* gc) {
  float inverse = 1 / cov.det;
  // In terms of the conic, whose numbers stay small: a = yy / det, m = -xy / det, c = xx / det.
  float a = cov.yy * inverse, m = -cov.xy * inverse, c = cov.xx * inverse;
  float xx = g[SLOT_XX], xy = g[SLOT_XY], yy = g[SLOT_YY];
  gc[0] = -(a * a * xx + a * m * xy + m * m * yy);
  gc[1] = -(2 * (a * m * xx + m * c * yy) + (a * c + m * m) * xy);
  gc[2] = -(m * m * xx + m * c * xy + c * c * yy);
}

// dL/d opacity before compensation's part is on gc already; opacity = sigmoid sqrt(sharp / det).
__device__ __forceinline__ void compensation_backward(const Covariance& cov, float gLogOpacity, float* gc) {
  if (!(cov.sharp > cov.det * LEAST_RATIO)) {
    return;
  }
  float gSharp = 0.5f * gLogOpacity / cov.sharp;
  float gDet = -0.5f * gLogOpacity / cov.det;
  gc[0] += gSharp * (cov.yy - LOW_PASS) + gDet * cov.yy;
  gc[2] += gSharp * (cov.xx - LOW_PASS) + gDet * cov.xx;
  gc[1] -= 2 * cov.xy * (gSharp + gDet);
}

// From the covariance and the mean on screen to position (3), and through inCamera to rotation (4) and log scale (3).
__device__ __forceinline__ void shape_backward(const View& view, const Shape& s, const float* g, const float* gc, float* out) {
  float jx = view.fx * s.inverseZ;
  float jy = view.fy * s.inverseZ;
  float gLog = 0, gTangentX = 0, gTangentY = 0;
  float gRot[9];
#pragma unroll
  for (int k = 0; k < 3; k++) {
    float gt0 = 2 * gc[0] * s.t[k] + gc[1] * s.t[3 + k];
    float gt1 = 2 * gc[2] * s.t[3 + k] + gc[1] * s.t[k];
    gLog += gt0 * s.t[k] + gt1 * s.t[3 + k];
    float g0 = gt0 * jx;
    float g1 = gt1 * jy;
    gTangentX -= g0 * s.in[6 + k];
    gTangentY -= g1 * s.in[6 + k];
    float g2 = -g0 * s.tx - g1 * s.ty;
    float gScale = 0;
#pragma unroll
    for (int row = 0; row < 3; row++) {
      float turned = (view.r[row] * g0 + view.r[3 + row] * g1 + view.r[6 + row] * g2) * s.scale[k];
      gRot[3 * row + k] = turned;
      gScale += turned * s.rot[3 * row + k];
    }
    out[SCALE + k] = gScale;
  }
  float tx = s.p[0] * s.inverseZ;
  float ty = s.p[1] * s.inverseZ;
  float gx = (view.fx * g[SLOT_U] + (tx > view.left && tx < view.right ? gTangentX : 0)) * s.inverseZ;
  float gy = (view.fy * g[SLOT_V] + (ty > view.top && ty < view.bottom ? gTangentY : 0)) * s.inverseZ;
  float gz = g[SLOT_Z] - gx * tx - gy * ty - gLog * s.inverseZ;
  for (int a = 0; a < 3; a++) {
    out[POSITION + a] = view.r[a] * gx + view.r[3 + a] * gy + view.r[6 + a] * gz;
  }
  float w = s.q[0], i = s.q[1], j = s.q[2], k = s.q[3];
  float gw = k * (gRot[3] - gRot[1]) + j * (gRot[2] - gRot[6]) + i * (gRot[7] - gRot[5]);
  float gi = j * (gRot[1] + gRot[3]) + k * (gRot[2] + gRot[6]) + w * (gRot[7] - gRot[5]) - 2 * i * (gRot[4] + gRot[8]);
  float gj = i * (gRot[1] + gRot[3]) + k * (gRot[5] + gRot[7]) + w * (gRot[2] - gRot[6]) - 2 * j * (gRot[0] + gRot[8]);
  float gk = i * (gRot[2] + gRot[6]) + j * (gRot[5] + gRot[7]) + w * (gRot[3] - gRot[1]) - 2 * k * (gRot[0] + gRot[4]);
  float along = gw * w + gi * i + gj * j + gk * k;
  out[ROTATION] = 2 * (gw - along * w) * s.inverseQ;
  out[ROTATION + 1] = 2 * (gi - along * i) * s.inverseQ;
  out[ROTATION + 2] = 2 * (gj - along * j) * s.inverseQ;
  out[ROTATION + 3] = 2 * (gk - along * k) * s.inverseQ;
}

struct Correction {
  float first, second;
};

__device__ __forceinline__ void adam(
    float* planes, float* firsts, float* seconds, size_t at, float g, float rate, const Correction& correction) {
  float m = BETA1 * firsts[at] + (1 - BETA1) * g;
  float v = BETA2 * seconds[at] + (1 - BETA2) * g * g;
  firsts[at] = m;
  seconds[at] = v;
  planes[at] -= rate * (m * correction.first) / (sqrtf(v * correction.second) + EPSILON);
}

// One thread a Gaussian; those that did not reach the image, or whose gradient is not finite, stay as they are.
extern "C" __global__ void __launch_bounds__(128) update(
    float* planes, float* firsts, float* seconds, int rows, int count, int degree, int antialiased, View view, Rates rates,
    const float4* splatB, const float* sums, const Tally* tally, int* steps, float* errors, float* seen) {
  int i = blockIdx.x * 128 + threadIdx.x;
  if (i >= count || tally->halted || splatB[i].y == 0) {
    return;
  }
  float g[SLOT];
  for (int c = 0; c < SLOT; c++) {
    g[c] = sums[(size_t)i * SLOT + c];
  }
  Shape s;
  move_to_camera(view, planes, rows, i, s);
  read_shape(view, planes, rows, i, s);
  Covariance cov = covariance_of(s.t);
  float opacity = sigmoid(planes[OPACITY * (size_t)rows + i]);
  float blended = splatB[i].y;
  float gc[3];
  float out[SH_DC];
  conic_backward(cov, g, gc);
  if (antialiased) {
    compensation_backward(cov, g[SLOT_OPACITY] * blended, gc);
  }
  shape_backward(view, s, g, gc, out);
  out[OPACITY] = g[SLOT_OPACITY] * blended * (1 - opacity) + rates.opacityPenalty * opacity * (1 - opacity);
  for (int a = 0; a < 3; a++) {
    out[SCALE + a] += rates.scalePenalty * s.scale[a];
  }

  // Colour: SH(d) + 0.5 within 0..MAX_COLOUR, its gradient zero where it is cut off.
  float d[3];
  float basis[MAX_BASIS];
  float gBasis[MAX_BASIS];
  float distance = direction_of(s.world, d);
  harmonics(degree, d, basis);
  int functions = (degree + 1) * (degree + 1);
  float rgb[3] = {0.5f, 0.5f, 0.5f};
#pragma unroll
  for (int k = 0; k < MAX_BASIS; k++) {
    if (k < functions) {
      for (int c = 0; c < 3; c++) {
        rgb[c] += basis[k] * planes[(SH_DC + 3 * k + c) * (size_t)rows + i];
      }
    }
  }
  float gRgb[3];
  for (int c = 0; c < 3; c++) {
    gRgb[c] = rgb[c] > 0 && rgb[c] < MAX_COLOUR ? g[SLOT_RED + c] : 0;
  }
#pragma unroll
  for (int k = 0; k < MAX_BASIS; k++) {
    gBasis[k] = 0;
    if (k < functions) {
      for (int c = 0; c < 3; c++) {
        gBasis[k] += gRgb[c] * planes[(SH_DC + 3 * k + c) * (size_t)rows + i];
      }
    }
  }
  float gDirection[3];
  harmonics_backward(d, gBasis, gDirection);
  float along = gDirection[0] * d[0] + gDirection[1] * d[1] + gDirection[2] * d[2];
  for (int a = 0; a < 3 && degree > 0; a++) {
    out[POSITION + a] += (gDirection[a] - along * d[a]) / distance;
  }

  // Basis functions are below 3, so the gradients of SH are as finite as those of the colour.
  bool sound = true;
  for (int p = 0; p < SH_DC; p++) {
    sound = sound && fabsf(out[p]) <= LARGEST_GRADIENT;
  }
  for (int c = 0; c < 3; c++) {
    sound = sound && fabsf(gRgb[c]) <= LARGEST_GRADIENT;
  }
  if (!sound) {
    return;
  }
  int step = ++steps[i];
  Correction correction;
  correction.first = -1 / expm1f(step * LOG_BETA1);
  correction.second = -1 / expm1f(step * LOG_BETA2);
#pragma unroll
  for (int p = 0; p < SH_DC; p++) {
    float rate = p < ROTATION ? rates.position : p < SCALE ? rates.rotation : p < OPACITY ? rates.scale : rates.opacity;
    adam(planes, firsts, seconds, p * (size_t)rows + i, out[p], rate, correction);
  }
#pragma unroll
  for (int k = 0; k < MAX_BASIS; k++) {
    if (k < functions) {
      for (int c = 0; c < 3; c++) {
        adam(planes, firsts, seconds, (SH_DC + 3 * k + c) * (size_t)rows + i, gRgb[c] * basis[k],
            k == 0 ? rates.dc : rates.rest, correction);
      }
    }
  }
  float gu = g[SLOT_U] * view.width / 2;
  float gv = g[SLOT_V] * view.height / 2;
  errors[i] += sqrtf(gu * gu + gv * gv);
  seen[i] += 1;
}
