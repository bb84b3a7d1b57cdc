// Gaussians drawn by the browser: three for the camera and the canvas, Spark for projecting, sorting and blending.
import { PackedSplats, SparkRenderer, SplatMesh, utils } from '@sparkjsdev/spark';
import { PerspectiveCamera, Scene, WebGLRenderer } from 'three';

/** Bytes of a Gaussian, see EXPORT_FORMAT_SPLATS of the contract. */
const STRIDE = 24;
const SCALES = Float32Array.from({ length: 256 }, (_, u) => Math.exp(u / 16 - 10));
const NEAR = 0.01;
const FAR = 1000;
/** The variance in pixels that the server's renderer adds to every Gaussian, without changing its opacity. */
const LOW_PASS = 0.3;
const SORT_POLL = 50;

/** Draws Gaussians into a canvas. Positions are kept relative to an origin: half precision is for what is near. */
export class SplatCanvas {
  /**
   * @param canvas without a context yet
   * @param onDirty told when a draw would show something else: after a sort, mostly
   */
  constructor(canvas, onDirty) {
    this.renderer = new WebGLRenderer({ canvas, antialias: false, alpha: false, preserveDrawingBuffer: true, powerPreference: 'high-performance' });
    this.renderer.setClearColor(0x000000, 1);
    this.scene = new Scene();
    this.camera = new PerspectiveCamera();
    this.camera.matrixAutoUpdate = false;
    this.spark = new SparkRenderer({ renderer: this.renderer, onDirty, preBlurAmount: LOW_PASS, blurAmount: 0, sortRadial: false, enableLod: false });
    this.scene.add(this.spark);
    this.origin = null;
    this.reset(0);
  }

  /** Forgets every Gaussian. */
  reset(count) {
    if (this.mesh) {
      this.scene.remove(this.mesh);
      this.mesh.dispose();
    }
    this.count = 0;
    this.records = new Uint8Array(STRIDE * Math.max(1024, count));
    this.packed = new PackedSplats({ maxSplats: Math.max(1024, count) });
    this.packed.ensureSplats(Math.max(1024, count));
    this.mesh = new SplatMesh({ packedSplats: this.packed, editable: false, raycastable: false });
    this.scene.add(this.mesh);
    this.origin = null;
  }

  /** How many there are from now on; new ones are invisible until they are told. */
  resize(count) {
    const bytes = STRIDE * count;
    if (bytes > this.records.length) {
      const grown = new Uint8Array(Math.max(bytes, Math.ceil(this.records.length * 1.5)));
      grown.set(this.records);
      this.records = grown;
    }
    if (count > this.count) this.records.fill(0, STRIDE * this.count, bytes);
    this.count = count;
    this.packed.ensureSplats(count);
    this.packed.packedArray.fill(0, 4 * count);
    this.packed.numSplats = count;
    this.touch();
  }

  /**
   * Takes Gaussians.
   * @param indices of them
   * @param planes byte plane by byte plane: the first bytes of all their records, the second bytes, ...
   * @param paint see paintAll
   */
  take(indices, planes, paint) {
    const n = indices.length;
    for (let plane = 0; plane < STRIDE; plane++) {
      for (let i = 0; i < n; i++) this.records[STRIDE * indices[i] + plane] = planes[plane * n + i];
    }
    this.view = new DataView(this.records.buffer);
    this.origin ??= this.middle(indices);
    for (let i = 0; i < n; i++) this.pack(indices[i], paint);
    this.touch();
  }

  middle(indices) {
    const sum = [0, 0, 0];
    for (const i of indices) for (let a = 0; a < 3; a++) sum[a] += this.view.getFloat32(STRIDE * i + 4 * a, true);
    const middle = sum.map((s) => s / Math.max(1, indices.length));
    this.mesh.position.set(...middle);
    return middle;
  }

  pack(i, paint) {
    const at = STRIDE * i;
    const { records, view, origin } = this;
    const [x, y, z] = [0, 1, 2].map((a) => view.getFloat32(at + 4 * a, true) - origin[a]);
    const q = [19, 20, 21].map((b) => records[at + b] / 127.5 - 1);
    const w = Math.sqrt(Math.max(0, 1 - q[0] * q[0] - q[1] * q[1] - q[2] * q[2]));
    utils.setPackedSplat(this.packed.packedArray, i, x, y, z, SCALES[records[at + 16]], SCALES[records[at + 17]], SCALES[records[at + 18]], q[0], q[1], q[2], w, 0, 0, 0, 0);
    this.colour(i, paint);
  }

  /** The first word of a packed Gaussian is its colour and opacity. */
  colour(i, paint) {
    const at = STRIDE * i + 12;
    const { records } = this;
    this.packed.packedArray[4 * i] = paint(records[at], records[at + 1], records[at + 2], records[at + 3], this.instance(i), i);
  }

  /** Instance of a Gaussian, 0 = none. */
  instance(i) {
    const at = STRIDE * i + 22;
    return this.records[at] | (this.records[at + 1] << 8);
  }

  /** Colours all anew: paint(r, g, b, opacity, instance, index) answers the bytes r, g, b, opacity as one little-endian number. */
  paintAll(paint) {
    for (let i = 0; i < this.count; i++) this.colour(i, paint);
    this.touch();
  }

  /** Depths along the axis of a camera, told as fn(depth, index) for all that are opaque enough to be seen. */
  depths(pose, fn) {
    if (!this.view) return;
    const z = [pose[2], pose[6], pose[10]];
    const e = [pose[3], pose[7], pose[11]];
    for (let i = 0; i < this.count; i++) {
      const at = STRIDE * i;
      if (this.records[at + 15] < 26) continue;
      let depth = 0;
      for (let a = 0; a < 3; a++) depth += z[a] * (this.view.getFloat32(at + 4 * a, true) - e[a]);
      fn(depth, i);
    }
  }

  touch() {
    this.packed.needsUpdate = true;
    this.mesh.updateVersion();
  }

  /**
   * Draws what is known.
   * @param pose camera to world, 16 numbers, row by row, OpenCV axes
   * @param lens fx, fy, cx, cy in pixels of the picture
   */
  draw(pose, lens, width, height) {
    this.renderer.setSize(width, height, false);
    const p = pose;
    // three looks along -z with y up.
    this.camera.matrix.set(p[0], -p[1], -p[2], p[3], p[4], -p[5], -p[6], p[7], p[8], -p[9], -p[10], p[11], 0, 0, 0, 1);
    this.camera.updateMatrixWorld(true);
    const [fx, fy, cx, cy] = lens;
    this.camera.projectionMatrix.makePerspective((-cx * NEAR) / fx, ((width - cx) * NEAR) / fx, (cy * NEAR) / fy, (-(height - cy) * NEAR) / fy, NEAR, FAR);
    this.camera.projectionMatrixInverse.copy(this.camera.projectionMatrix).invert();
    this.camera.near = NEAR;
    this.camera.far = FAR;
    this.renderer.render(this.scene, this.camera);
  }

  /** Gaussians that the last draw showed: those in view, in the order of the last sort. */
  get active() {
    return this.spark.activeSplats;
  }

  /** Whether what is seen is what was told last: Spark takes it up and sorts it beside the draws, and shows what was before meanwhile. */
  get ordered() {
    const { sorting, sortDirty, updateTimeoutId, dirty } = this.spark;
    return !sorting && !sortDirty && updateTimeoutId === -1 && !dirty;
  }

  /** Frees everything, once the sort that is under way has ended: cut off, it would fail where nobody can catch it. */
  close() {
    if (this.spark.sorting) {
      setTimeout(() => this.close(), SORT_POLL);
      return;
    }
    this.scene.remove(this.mesh, this.spark);
    this.mesh.dispose();
    this.spark.dispose();
    this.renderer.dispose();
    this.renderer.forceContextLoss();
  }
}
