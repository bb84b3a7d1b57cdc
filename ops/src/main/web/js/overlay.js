// Lines over the picture: the box of the selected instance, the path of the camera.
import { lensFor, projectLine } from './camera.js';
import { isBackground, nameOf } from './store.js';
import { short } from './dom.js';

const EDGES = [[0, 1], [2, 3], [4, 5], [6, 7], [0, 2], [1, 3], [4, 6], [5, 7], [0, 4], [1, 5], [2, 6], [3, 7]];

/** The corners of an instance's box, turned as the instance lies. */
function corners({ orientedBox: { centre, rotation, size } }) {
  const half = [size.x / 2, size.y / 2, size.z / 2];
  return Array.from({ length: 8 }, (_, i) => {
    const [x, y, z] = turned(rotation, half.map((h, axis) => (i & (1 << axis) ? h : -h)));
    return [centre.x + x, centre.y + y, centre.z + z];
  });
}

/** A vector turned by a unit quaternion: v + 2w (q x v) + 2 q x (q x v). */
function turned({ w, x, y, z }, [vx, vy, vz]) {
  const [tx, ty, tz] = [2 * (y * vz - z * vy), 2 * (z * vx - x * vz), 2 * (x * vy - y * vx)];
  return [vx + w * tx + y * tz - z * ty, vy + w * ty + z * tx - x * tz, vz + w * tz + x * ty - y * tx];
}

/** Draws over the picture that was seen from this camera. */
export function drawOverlay(canvas, store, camera, source, showPath) {
  const ratio = Math.min(2, devicePixelRatio || 1);
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const context = canvas.getContext('2d');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  if (!camera) return;
  const lens = lensFor(source, width, height);
  const line = (a, b) => projectLine(camera, lens, a, b);
  if (showPath) drawPath(context, store.path, line);
  const instance = store.instances.get(store.selected);
  if (instance) drawBox(context, instance, line);
}

/** Dark below, so that it is seen on whatever is behind it. */
function stroke(context, lines, colour) {
  context.lineCap = 'round';
  for (const [style, width] of [['rgb(7 9 12 / 0.55)', 4], [colour, 1.8]]) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.beginPath();
    for (const [from, to] of lines) {
      context.moveTo(...from);
      context.lineTo(...to);
    }
    context.stroke();
  }
}

function drawPath(context, path, line) {
  const lines = path.slice(1).map((point, i) => line(path[i], point));
  stroke(context, lines.filter(Boolean), 'rgb(56 189 248)');
  const last = path.length ? line(path.at(-1), path.at(-1)) : null;
  if (last) {
    context.fillStyle = 'rgb(56 189 248)';
    context.beginPath();
    context.arc(...last[0], 4.5, 0, 7);
    context.fill();
  }
}

function drawBox(context, instance, line) {
  const points = corners(instance);
  const lines = EDGES.map(([a, b]) => line(points[a], points[b])).filter(Boolean);
  // A surface is as large as the room: its box is there to be seen, not to hide what is in it.
  context.setLineDash(isBackground(instance) ? [5, 7] : []);
  stroke(context, lines, 'rgb(255 196 0)');
  context.setLineDash([]);
  const seen = lines.flat();
  if (seen.length === 0) return;
  const top = seen.reduce((best, p) => (p[1] < best[1] ? p : best));
  label(context, `${nameOf(instance)} · ${short(instance.gaussians)}`, top[0], top[1] - 8);
}

function label(context, text, x, y) {
  context.font = '600 12px system-ui, sans-serif';
  const width = context.measureText(text).width + 12;
  const left = Math.max(2, Math.min(context.canvas.clientWidth - width - 2, x - width / 2));
  const top = Math.max(2, y - 18);
  context.fillStyle = 'rgb(20 24 31 / 0.85)';
  context.beginPath();
  context.roundRect(left, top, width, 20, 5);
  context.fill();
  context.fillStyle = 'rgb(255 214 80)';
  context.fillText(text, left + 6, top + 14);
}
