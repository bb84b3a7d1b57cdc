// Colours: of ids (the same that the server's id_colours layer has) and of depth.

const GOLDEN = 0.6180339887498949;
const VALUES = [1.0, 0.78, 0.9];
const SATURATIONS = [0.65, 0.85, 0.45];
const known = new Map([[0, [0, 0, 0]]]);

/** Red, green, blue of an id, 0 to 255. */
export function idColour(id) {
  let colour = known.get(id);
  if (!colour) {
    const turns = id * GOLDEN;
    const hue = turns - Math.floor(turns);
    const value = VALUES[id % 3];
    const saturation = SATURATIONS[id % 3];
    colour = [5, 3, 1].map((offset) => {
      const k = (offset + hue * 6) % 6;
      return Math.round(255 * (value - value * saturation * Math.max(0, Math.min(k, 4 - k, 1))));
    });
    known.set(id, colour);
  }
  return colour;
}

/** The same for style sheets. */
export const idCss = (id) => `rgb(${idColour(id).join(' ')})`;

// Google's Turbo, polynomial approximation (A. Mikhailov, 2019).
const TURBO = buildTurbo();

function buildTurbo() {
  const table = new Uint8Array(256 * 3);
  const channel = (x, c) => c[0] + x * (c[1] + x * (c[2] + x * (c[3] + x * (c[4] + x * c[5]))));
  const terms = [
    [0.13572138, 4.6153926, -42.66032258, 132.13108234, -152.94239396, 59.28637943],
    [0.09140261, 2.19418839, 4.84296658, -14.18503333, 4.27729857, 2.82956604],
    [0.1066733, 12.64194608, -60.58204836, 110.36276771, -89.90310912, 27.34824973],
  ];
  for (let i = 0; i < 256; i++) {
    terms.forEach((c, j) => {
      table[3 * i + j] = Math.max(0, Math.min(255, Math.round(255 * channel(i / 255, c))));
    });
  }
  return table;
}

/** A level from 0 (cold) to 1 (warm) as red, green, blue, 0 to 255. */
export function turbo(level) {
  const at = 3 * Math.max(0, Math.min(255, Math.round(255 * level)));
  return [TURBO[at], TURBO[at + 1], TURBO[at + 2]];
}

/** Millimetres (0 = nothing) as pixels; near is warm. The range is that of the picture without its outermost 2 %. */
export function depthPixels(depth, pixels) {
  const seen = Array.from(depth).filter((d) => d > 0).sort((a, b) => a - b);
  const near = seen[Math.floor(seen.length * 0.02)] ?? 0;
  const far = seen[Math.floor(seen.length * 0.98)] ?? 1;
  const scale = 255 / Math.max(1, far - near);
  for (let i = 0; i < depth.length; i++) {
    const level = depth[i] === 0 ? -1 : 255 - Math.max(0, Math.min(255, Math.round((depth[i] - near) * scale)));
    pixels[4 * i] = level < 0 ? 0 : TURBO[3 * level];
    pixels[4 * i + 1] = level < 0 ? 0 : TURBO[3 * level + 1];
    pixels[4 * i + 2] = level < 0 ? 0 : TURBO[3 * level + 2];
    pixels[4 * i + 3] = 255;
  }
  return { near: near / 1000, far: far / 1000 };
}
