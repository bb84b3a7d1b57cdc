// How a Gaussian is coloured in the 3D view: layer, selection, what is hidden.
import { idColour, turbo } from './palette.js';

const TINT = 0.72;
const DIMMED = 0.06;
const LIT = 0.35;

const word = (r, g, b, a) => ((r & 255) | ((g & 255) << 8) | ((b & 255) << 16) | ((a & 255) << 24)) >>> 0;
const light = (r, g, b) => (0.299 * r + 0.587 * g + 0.114 * b) / 255;

/**
 * A function for SplatCanvas: (r, g, b, opacity, instance, index) => packed colour.
 * @param state {layer, selected, hovered, isolated, hidden: Set, relevancy: Map|null, depth: {of: Float32Array, near, far}|null}
 */
export function painter({ layer, selected, hovered, isolated, hidden, relevancy, depth }) {
  const base = {
    colour: (r, g, b) => [r, g, b],
    instances: (r, g, b, instance) => tinted(r, g, b, instance ? idColour(instance) : null),
    relevancy: (r, g, b, instance) => tinted(r, g, b, relevancy?.has(instance) ? turbo(relevancy.get(instance)) : null),
    depth: (r, g, b, instance, i) => (depth ? turbo(1 - (depth.of[i] - depth.near) / Math.max(1e-6, depth.far - depth.near)) : [r, g, b]),
  }[layer];
  return (r, g, b, opacity, instance, i) => {
    if (hidden.has(instance)) return 0;
    let [cr, cg, cb] = base(r, g, b, instance, i);
    let alpha = opacity;
    if (isolated && instance !== selected) alpha *= DIMMED;
    else if (instance && (instance === hovered || instance === selected) && !isolated) {
      cr += (255 - cr) * LIT;
      cg += (255 - cg) * LIT;
      cb += ((instance === selected ? 120 : 255) - cb) * LIT;
    }
    return word(Math.round(cr), Math.round(cg), Math.round(cb), Math.round(alpha));
  };
}

/** A tint with the light and dark of the colour, so that shapes stay visible; grey without one. */
function tinted(r, g, b, tint) {
  const l = light(r, g, b);
  if (!tint) return [0.4 * r + 30 * l, 0.4 * g + 30 * l, 0.4 * b + 30 * l];
  const k = 0.35 + l;
  return [r, g, b].map((c, a) => (1 - TINT) * c + TINT * Math.min(255, tint[a] * k));
}
