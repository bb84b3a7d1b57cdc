// Pictures to look for, at the size that models see.
import { el } from './dom.js';

const SIDE = 384;
const QUALITY = 0.92;

/**
 * A picture from a file or from what was pasted or dropped.
 * @returns {{blob: Blob, width: number, height: number, url: string}}
 */
export async function readPicture(file) {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Error(`${file.name || 'This'} is not a picture that this browser can read.`);
  });
  try {
    return await pictureOf(bitmap);
  } finally {
    bitmap.close();
  }
}

/** A picture from a bitmap, scaled down where it is larger than what is looked at. */
export async function pictureOf(bitmap) {
  const shrink = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * shrink));
  const height = Math.max(1, Math.round(bitmap.height * shrink));
  const canvas = el('canvas', { width, height });
  const context = canvas.getContext('2d');
  // A JPEG has no transparency: what cannot be seen is white.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
  return { blob, width, height, url: URL.createObjectURL(blob) };
}

/** What was dropped or pasted as a file, a picture before others; undefined without one. */
export function pictureFile(transfer) {
  const files = [...(transfer?.files ?? [])];
  return files.find((file) => file.type.startsWith('image/')) ?? files[0];
}
