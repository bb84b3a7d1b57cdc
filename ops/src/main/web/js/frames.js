// The newest frame beside the render of its own view.
import { render, scenePath } from './api.js';
import { el, whole } from './dom.js';

const PIXELS = 320 * 240;
const PAUSE = 1_500;

export class FramePair {
  constructor(store) {
    this.store = store;
    this.photo = el('img', { alt: 'Newest frame as the robot sent it', hidden: true });
    this.canvas = el('canvas', { role: 'img', 'aria-label': 'Render of the same view', width: 32, height: 24 });
    this.caption = el('span', { class: 'quiet' }, 'no frame yet');
    this.node = el(
      'section',
      { class: 'panel', 'aria-labelledby': 'pair-title' },
      el('div', { class: 'panel-head' }, el('h2', { id: 'pair-title' }, 'Newest frame'), this.caption),
      el('div', { class: 'pair', hidden: true }, el('figure', {}, this.photo, el('figcaption', {}, 'camera')), el('figure', {}, this.canvas, el('figcaption', {}, 'render'))),
    );
    this.pair = this.node.lastChild;
    store.on('frame', () => this.soon());
    store.on('scene', () => this.soon());
  }

  /** A frame that comes while one is being drawn is drawn afterwards; only the newest counts. */
  soon() {
    const { frame, scene } = this.store;
    const state = `${frame?.number} ${scene?.iterations}`;
    if (this.busy || this.closed || !frame || document.hidden || state === this.drawn) return;
    this.drawn = state;
    this.busy = true;
    this.draw(frame).finally(() => {
      setTimeout(() => {
        this.busy = false;
        this.soon();
      }, PAUSE);
    });
  }

  async draw(frame) {
    this.pair.hidden = false;
    this.caption.textContent = `frame ${whole(frame.number)}, ${frame.width} × ${frame.height}`;
    if (this.shown !== frame.number) {
      this.shown = frame.number;
      this.photo.src = `${scenePath(this.store.id)}/frame?n=${frame.number}`;
      this.photo.hidden = false;
    }
    if (!(this.store.scene?.gaussians > 0)) return;
    const shrink = Math.min(1, Math.sqrt(PIXELS / (frame.width * frame.height)));
    const width = Math.max(1, Math.round(frame.width * shrink));
    const height = Math.max(1, Math.round(frame.height * shrink));
    const s = width / frame.width;
    try {
      const picture = await render(this.store.id, {
        pose: frame.pose,
        width,
        height,
        lens: [frame.fx * s, frame.fy * s, frame.cx * s, frame.cy * s],
        layers: ['colour'],
      });
      this.canvas.width = width;
      this.canvas.height = height;
      this.canvas.getContext('2d').drawImage(picture.bitmap, 0, 0);
    } catch (failure) {
      this.caption.textContent = failure.message;
      this.drawn = '';
    }
  }

  close() {
    this.closed = true;
  }
}
