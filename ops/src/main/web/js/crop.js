// A part of the view, chosen by dragging or with keys, as a picture to look for.
import { render } from './api.js';
import { lensFor } from './camera.js';
import { el } from './dom.js';
import { pictureOf } from './picture.js';

const SIDE = 320;
const STEP = 0.03;
const LEAST = 0.03;
const HELP = 'Part of the view to look for. Arrow keys move it, Shift and arrow keys change its size, Enter takes it, Escape leaves.';
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

export class Cropper {
  /** @param surface the element that shows the view */
  constructor(surface) {
    this.surface = surface;
    this.end = () => {};
  }

  /**
   * Lets a person choose.
   * @returns {Promise<{u: number, v: number, width: number, height: number} | null>} parts of the view; null = left
   */
  choose() {
    this.end(null);
    const before = document.activeElement;
    this.box = el('div', { class: 'crop-box' });
    this.place = el('p', { class: 'sr-only', role: 'status' });
    const take = el('button', { type: 'button', class: 'tool', onclick: () => this.end(this.part) }, 'Look for this');
    const leave = el('button', { type: 'button', class: 'tool', onclick: () => this.end(null) }, 'Cancel');
    const bar = el('div', { class: 'crop-bar' }, el('span', {}, 'Drag around it'), take, leave);
    const layer = el('div', { class: 'crop', tabIndex: 0, role: 'application', 'aria-label': HELP }, this.box, bar, this.place);
    this.show({ u: 0.35, v: 0.3, width: 0.3, height: 0.4 });
    this.listen(layer, bar);
    this.surface.append(layer);
    layer.focus();
    return new Promise((resolve) => {
      this.end = (part) => {
        this.end = () => {};
        layer.remove();
        before?.focus?.();
        resolve(part);
      };
    });
  }

  show(part) {
    const width = clamp(part.width, LEAST, 1);
    const height = clamp(part.height, LEAST, 1);
    this.part = { u: clamp(part.u, 0, 1 - width), v: clamp(part.v, 0, 1 - height), width, height };
    const { style } = this.box;
    style.left = `${100 * this.part.u}%`;
    style.top = `${100 * this.part.v}%`;
    style.width = `${100 * width}%`;
    style.height = `${100 * height}%`;
  }

  listen(layer, bar) {
    let began = null;
    const at = (event) => {
      const box = layer.getBoundingClientRect();
      return [clamp((event.clientX - box.left) / box.width, 0, 1), clamp((event.clientY - box.top) / box.height, 0, 1)];
    };
    const on = (name, handle) =>
      layer.addEventListener(name, (event) => {
        // What is below is the view, which would turn.
        event.stopPropagation();
        if (!bar.contains(event.target)) handle(event);
      });
    on('pointerdown', (event) => {
      layer.setPointerCapture(event.pointerId);
      began = at(event);
    });
    on('pointermove', (event) => {
      if (!began) return;
      const [u, v] = at(event);
      this.show({ u: Math.min(u, began[0]), v: Math.min(v, began[1]), width: Math.abs(u - began[0]), height: Math.abs(v - began[1]) });
    });
    on('pointerup', (event) => {
      const [u, v] = at(event);
      const drawn = began && Math.abs(u - began[0]) > LEAST && Math.abs(v - began[1]) > LEAST;
      began = null;
      if (drawn) this.end(this.part);
    });
    for (const name of ['pointercancel', 'dblclick', 'wheel', 'contextmenu']) on(name, () => {});
    on('keydown', (event) => this.key(event));
  }

  key(event) {
    const arrow = ARROWS[event.key];
    if (arrow) {
      event.preventDefault();
      const [x, y] = arrow.map((way) => way * STEP);
      const { u, v, width, height } = this.part;
      this.show(event.shiftKey ? { u, v, width: width + x, height: height + y } : { u: u + x, v: v + y, width, height });
      this.tell();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      this.end(this.part);
    } else if (event.key === 'Escape') this.end(null);
  }

  tell() {
    const percent = (value) => `${Math.round(100 * value)} %`;
    const { u, v, width, height } = this.part;
    this.place.textContent = `from left ${percent(u)}, from top ${percent(v)}, ${percent(width)} wide, ${percent(height)} high`;
  }

  close() {
    this.end(null);
  }
}

/** A part of what a camera sees as a picture: rendered for it, so that a small thing is seen as well as it can be. */
export async function pictureOfPart(scene, { camera, source, aspect }, { u, v, width, height }) {
  const scale = SIDE / Math.max(width * aspect, height);
  const whole = [scale * aspect, scale];
  const [fx, fy, cx, cy] = lensFor(source, ...whole);
  const rendered = await render(scene, {
    pose: camera.pose(),
    width: Math.max(16, Math.round(width * whole[0])),
    height: Math.max(16, Math.round(height * whole[1])),
    lens: [fx, fy, cx - u * whole[0], cy - v * whole[1]],
    layers: ['colour'],
  });
  return pictureOf(rendered.bitmap);
}
