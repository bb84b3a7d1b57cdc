// Lines over the picture: the box of the selected instance, the path of the camera.
import { lensFor, project } from './camera.js';
import { isBackground, nameOf } from './store.js';
import { short } from './dom.js';

const EDGES = [[0, 1], [2, 3], [4, 5], [6, 7], [0, 2], [1, 3], [4, 6], [5, 7], [0, 4], [1, 5], [2, 6], [3, 7]];

function corners({ min, max }) {
  return Array.from({ length: 8 }, (_, i) => [i & 1 ? max.x : min.x, i & 2 ? max.y : min.y, i & 4 ? max.z : min.z]);
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
  const place = (point) => project(camera, lens, point);
  if (showPath) drawPath(context, store.path, place);
  const instance = store.instances.get(store.selected);
  if (instance && !isBackground(instance)) drawBox(context, instance, place);
}

function drawPath(context, path, place) {
  context.strokeStyle = 'rgb(56 189 248 / 0.9)';
  context.fillStyle = 'rgb(56 189 248)';
  context.lineWidth = 1.5;
  context.beginPath();
  let open = false;
  for (const point of path) {
    const at = place(point);
    if (at && open) context.lineTo(...at);
    else if (at) context.moveTo(...at);
    open = at !== null;
  }
  context.stroke();
  const last = path.length ? place(path.at(-1)) : null;
  if (last) {
    context.beginPath();
    context.arc(...last, 4, 0, 7);
    context.fill();
  }
}

function drawBox(context, instance, place) {
  const points = corners(instance.box).map(place);
  context.strokeStyle = 'rgb(255 196 0 / 0.95)';
  context.lineWidth = 1.5;
  context.beginPath();
  for (const [a, b] of EDGES) {
    if (points[a] && points[b]) {
      context.moveTo(...points[a]);
      context.lineTo(...points[b]);
    }
  }
  context.stroke();
  const seen = points.filter(Boolean);
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
