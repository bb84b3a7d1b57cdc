// Turns a render into pixels: layers, outlines of what is pointed at, dimming of the rest.
import { depthPixels, idColour, turbo } from './palette.js';

const OUTLINE_HOVERED = [255, 255, 255];
const OUTLINE_SELECTED = [255, 196, 0];
const DIMMED = 0.12;
const TINT = 0.72;

/**
 * Paints into a canvas, which takes the picture's size.
 * @returns the range of depth in metres when that is shown, else null
 */
export function paint(canvas, picture, { layer, hovered, selected, isolated, hidden, relevancy }) {
  const source = picture.bitmap ?? picture.ids ?? picture.depth;
  if (canvas.width !== source.width || canvas.height !== source.height) {
    canvas.width = source.width;
    canvas.height = source.height;
  }
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (picture.bitmap) context.drawImage(picture.bitmap, 0, 0);
  const ids = picture.ids?.values;
  const untouched = layer === 'colour' && !hovered && !selected && hidden.size === 0;
  if (untouched || (!ids && layer !== 'depth')) return null;
  const image = picture.bitmap
    ? context.getImageData(0, 0, canvas.width, canvas.height)
    : context.createImageData(canvas.width, canvas.height);
  let range = null;
  if (layer === 'depth' && picture.depth) range = depthPixels(picture.depth.values, image.data);
  if (layer === 'instances' && ids) tint(image.data, ids, (id) => (id ? idColour(id) : null));
  if (layer === 'relevancy' && ids) tint(image.data, ids, (id) => (relevancy?.has(id) ? turbo(relevancy.get(id)) : null));
  if (ids && isolated) dim(image.data, ids, (id) => id !== selected);
  if (ids && hidden.size > 0) dim(image.data, ids, (id) => hidden.has(id));
  if (ids && hovered && hovered !== selected) outline(image, ids, hovered, OUTLINE_HOVERED);
  if (ids && selected) outline(image, ids, selected, OUTLINE_SELECTED);
  context.putImageData(image, 0, 0);
  return range;
}

/** A colour per id with the picture's light and dark, so that shapes stay visible; dark without one. */
function tint(pixels, ids, colourOf) {
  for (let i = 0; i < ids.length; i++) {
    const at = 4 * i;
    const colour = colourOf(ids[i]);
    const light = colour ? 0.35 + (0.299 * pixels[at] + 0.587 * pixels[at + 1] + 0.114 * pixels[at + 2]) / 255 : 0;
    const keep = colour ? 1 - TINT : 0.5;
    for (let c = 0; c < 3; c++) pixels[at + c] = keep * pixels[at + c] + (colour ? TINT * Math.min(255, colour[c] * light) : 0);
    pixels[at + 3] = 255;
  }
}

function dim(pixels, ids, away) {
  for (let i = 0; i < ids.length; i++) {
    if (away(ids[i])) {
      pixels[4 * i] *= DIMMED;
      pixels[4 * i + 1] *= DIMMED;
      pixels[4 * i + 2] *= DIMMED;
    }
  }
}

/** Pixels of an instance that border on something else. */
function outline({ width, height, data }, ids, id, [r, g, b]) {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (ids[i] !== id) continue;
      const inside =
        (x === 0 || ids[i - 1] === id) &&
        (x === width - 1 || ids[i + 1] === id) &&
        (y === 0 || ids[i - width] === id) &&
        (y === height - 1 || ids[i + width] === id);
      if (!inside) {
        data[4 * i] = r;
        data[4 * i + 1] = g;
        data[4 * i + 2] = b;
        data[4 * i + 3] = 255;
      }
    }
  }
}

/** The id at a place given in parts of the picture, 0 where there is none; nearby pixels count for thin things. */
export function pick(ids, u, v) {
  const x = Math.min(ids.width - 1, Math.max(0, Math.floor(u * ids.width)));
  const y = Math.min(ids.height - 1, Math.max(0, Math.floor(v * ids.height)));
  return ids.values[y * ids.width + x];
}
