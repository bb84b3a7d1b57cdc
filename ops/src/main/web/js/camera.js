// A camera that looks at a point: orbit, pan, zoom. OpenCV axes: x right, y down, z forward; metres.

const add = (a, b) => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
const sub = (a, b) => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const scale = (a, s) => [a[0] * s, a[1] * s, a[2] * s];
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const length = (a) => Math.hypot(a[0], a[1], a[2]);
const unit = (a) => scale(a, 1 / (length(a) || 1));

/** Rodrigues' formula. */
function rotate(v, axis, angle) {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  return add(add(scale(v, c), scale(cross(axis, v), s)), scale(axis, dot(axis, v) * (1 - c)));
}

const STEEPEST = 0.985; // cosine between view and up beyond which a turn would flip the picture
const NEAREST = 0.02;

export class Camera {
  constructor(eye, target, up) {
    this.eye = eye;
    this.target = target;
    this.up = unit(up);
  }

  /** Where a frame was seen from; looks at the point of its axis that is nearest to what matters. */
  static of(pose, centre) {
    const eye = [pose[3], pose[7], pose[11]];
    const forward = [pose[2], pose[6], pose[10]];
    const up = snapped([-pose[1], -pose[5], -pose[9]]);
    const distance = centre ? Math.max(0.1, dot(sub(centre, eye), forward)) : 1;
    return new Camera(eye, add(eye, scale(forward, distance)), up);
  }

  get forward() {
    return unit(sub(this.target, this.eye));
  }

  get distance() {
    return length(sub(this.target, this.eye));
  }

  axes() {
    const z = this.forward;
    const x = unit(cross(z, this.up));
    return { x, y: cross(z, x), z };
  }

  /** Camera to world, 16 numbers, row by row. */
  pose() {
    const { x, y, z } = this.axes();
    const e = this.eye;
    return [x[0], y[0], z[0], e[0], x[1], y[1], z[1], e[1], x[2], y[2], z[2], e[2], 0, 0, 0, 1];
  }

  orbit(yaw, pitch) {
    let offset = rotate(sub(this.eye, this.target), this.up, -yaw);
    const right = unit(cross(scale(offset, -1), this.up));
    const tilted = rotate(offset, right, -pitch);
    if (Math.abs(dot(unit(tilted), this.up)) < STEEPEST) offset = tilted;
    this.eye = add(this.target, offset);
  }

  /** Moves with the target, in parts of the distance: right, down. */
  pan(right, down) {
    const { x, y } = this.axes();
    const step = add(scale(x, right * this.distance), scale(y, down * this.distance));
    this.eye = add(this.eye, step);
    this.target = add(this.target, step);
  }

  zoom(factor) {
    const offset = sub(this.eye, this.target);
    this.eye = add(this.target, scale(offset, Math.max(factor, NEAREST / length(offset))));
  }

  /** Looks at another point from the same direction; keeps the distance unless told another. */
  lookAt(point, distance = this.distance) {
    const back = scale(this.forward, -distance);
    this.target = point;
    this.eye = add(point, back);
  }

  copy() {
    return new Camera([...this.eye], [...this.target], [...this.up]);
  }
}

/** The world's axis that is almost up, else up as it is: captures are rarely level to a degree. */
function snapped(up) {
  const u = unit(up);
  const strongest = u.reduce((best, value, i) => (Math.abs(value) > Math.abs(u[best]) ? i : best), 0);
  const axis = [0, 0, 0];
  axis[strongest] = Math.sign(u[strongest]);
  return Math.abs(u[strongest]) > 0.7 ? axis : u;
}

/** The lens that shows, in a picture of this size, at least what the frame's own lens sees. */
export function lensFor(source, width, height) {
  const focal = source
    ? Math.min((source.fy / source.height) * height, (source.fx / source.width) * width)
    : 0.9 * Math.max(width, height);
  return [focal, focal, width / 2, height / 2];
}

/** Projects a line from a to b as [from, to]; what is behind the camera is cut off, null when that is all of it. */
export function projectLine(camera, lens, a, b) {
  const { x, y, z } = camera.axes();
  const local = (point) => {
    const d = sub(point, camera.eye);
    return [dot(d, x), dot(d, y), dot(d, z)];
  };
  const seen = ([right, down, depth]) => [lens[0] * (right / depth) + lens[2], lens[1] * (down / depth) + lens[3]];
  let [p, q] = [local(a), local(b)];
  if (p[2] < NEAREST && q[2] < NEAREST) return null;
  const cut = () => add(p, scale(sub(q, p), (NEAREST - p[2]) / (q[2] - p[2])));
  if (p[2] < NEAREST) p = cut();
  else if (q[2] < NEAREST) q = cut();
  return [seen(p), seen(q)];
}
