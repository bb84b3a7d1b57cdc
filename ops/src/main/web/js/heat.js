// How much each pixel of the view fits the question, as the server answers it for a camera at rest. While the camera moves
// there is no such answer: then the instances' own relevancy is seen.
import { el } from './dom.js';
import { turbo } from './palette.js';
import { askOnce } from './question.js';

const OPACITY = 209;
const REFRESH_AFTER = 3_000;

export class Heat {
  /**
   * @param changed told when the heat appears or goes
   */
  constructor(store, changed) {
    this.store = store;
    this.changed = changed;
    this.canvas = el('canvas', { class: 'heat', hidden: true, 'aria-hidden': 'true' });
    this.asked = '';
    this.answered = 0;
    this.took = 0;
  }

  get shown() {
    return !this.canvas.hidden;
  }

  /** The camera moves, the question is another one, or another layer is seen. */
  hide() {
    this.asked = '';
    this.current = null;
    if (!this.shown) return;
    this.canvas.hidden = true;
    this.changed();
  }

  /**
   * The camera rests: asks once for each question and view, again when the scene has been trained and a while has passed.
   * @param view {pose, width, height, lens}
   */
  async look(view) {
    const { question, iteration } = this.store;
    if (!question || this.busy) return;
    const round = (v) => Number(v.toFixed(6));
    const from = { pose: view.pose.map(round).join(','), size: `${view.width},${view.height}`, lens: view.lens.map(round).join(',') };
    const key = `${question.key} ${Object.values(from).join(' ')}`;
    const old = Number(this.store.scene?.iterations) !== iteration && performance.now() - this.answered > Math.max(REFRESH_AFTER, 9 * this.took);
    if (key === this.asked && !old) return;
    this.asked = key;
    this.busy = true;
    const began = performance.now();
    try {
      await this.take(key, await askOnce(this.store.id, question, from));
    } catch {
      // The view keeps the instances' relevancy; the next rest asks again.
      if (this.asked === key) this.asked = '';
    } finally {
      this.busy = false;
      this.answered = performance.now();
      this.took = this.answered - began;
    }
  }

  async take(key, answer) {
    const map = answer.relevancyMap ?? answer.similarityMap;
    if (!map) return;
    const levels = await decode(map);
    if (this.asked !== key) return;
    this.store.answered(answer);
    this.paint(levels);
    this.canvas.hidden = false;
    this.changed();
  }

  paint({ width, height, data }) {
    this.canvas.width = width;
    this.canvas.height = height;
    const image = new ImageData(width, height);
    let most = 0;
    for (let i = 0; i < data.length; i += 4) {
      // 0 is nothing seen: there the view stays as it is.
      if (data[i] === 0) continue;
      const [r, g, b] = turbo(data[i] / 255);
      image.data.set([r, g, b, OPACITY], i);
      most = Math.max(most, data[i]);
    }
    this.most = most / 255;
    this.canvas.getContext('2d').putImageData(image, 0, 0);
  }
}

/** The pixels of a grey picture in base64; its grey is in each of red, green and blue. */
async function decode(base64) {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }), { colorSpaceConversion: 'none' });
  const canvas = el('canvas', { width: bitmap.width, height: bitmap.height });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
