// Turns a render into pixels: layers, outlines of what is pointed at, dimming of the rest.
import { depthPixels, idColour } from './palette.js';

const OUTLINE_HOVERED = [255, 255, 255];
const OUTLINE_SELECTED = [255, 196, 0];
const DIMMED = 0.12;
const TINT = 0.72;

/**
 * Paints into a canvas, which takes the picture's size.
 * @returns the range of depth in metres when that is shown, else null
 */
export function paint(canvas, picture, { layer, hovered, selected, isolated }) {
  const source = picture.bitmap ?? picture.ids ?? picture.depth;
  if (canvas.width !== source.width || canvas.height !== source.height) {
    canvas.width = source.width;
    canvas.height = source.height;
  }
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (picture.bitmap) context.drawImage(picture.bitmap, 0, 0);
  const ids = picture.ids?.values;
  const untouched = layer === 'colour' && !hovered && !selected;
  if (untouched || (!ids && layer !== 'depth')) return null;
  const image = picture.bitmap
    ? context.getImageData(0, 0, canvas.width, canvas.height)
    : context.createImageData(canvas.width, canvas.height);
  let range = null;
  if (layer === 'depth' && picture.depth) range = depthPixels(picture.depth.values, image.data);
  if (layer === 'instances' && ids) tint(image.data, ids);
  if (ids && isolated) dim(image.data, ids, selected);
  if (ids && hovered && hovered !== selected) outline(image, ids, hovered, OUTLINE_HOVERED);
  if (ids && selected) outline(image, ids, selected, OUTLINE_SELECTED);
  context.putImageData(image, 0, 0);
  return range;
}

/** An id's colour with the picture's light and dark, so that shapes stay visible. */
function tint(pixels, ids) {
  for (let i = 0; i < ids.length; i++) {
    const at = 4 * i;
    const [r, g, b] = idColour(ids[i]);
    const light = ids[i] === 0 ? 0.3 : 0.35 + (0.299 * pixels[at] + 0.587 * pixels[at + 1] + 0.114 * pixels[at + 2]) / 255;
    const keep = ids[i] === 0 ? 0.5 : 1 - TINT;
    pixels[at] = keep * pixels[at] + TINT * Math.min(255, r * light);
    pixels[at + 1] = keep * pixels[at + 1] + TINT * Math.min(255, g * light);
    pixels[at + 2] = keep * pixels[at + 2] + TINT * Math.min(255, b * light);
    pixels[at + 3] = 255;
  }
}

function dim(pixels, ids, kept) {
  for (let i = 0; i < ids.length; i++) {
    if (ids[i] !== kept) {
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
