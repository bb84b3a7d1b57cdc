// The live view: asks for the picture of the camera, one at a time, and paints it.
import { Camera, lensFor } from './camera.js';
import { render } from './api.js';
import { drawOverlay } from './overlay.js';
import { paint, pick } from './paint.js';
import { handlePointers } from './pointer.js';
import { el, short, whole } from './dom.js';
import { nameOf } from './store.js';

const MOVING_PIXELS = 320 * 240;
const RESTING_PIXELS = 640 * 480;
const REST_AFTER = 250;
const REFRESH_AFTER = 1_200;
const RETRY_AFTER = 1_500;

export class Stage {
  constructor(store, restored) {
    this.store = store;
    this.layer = restored.layer ?? 'colour';
    this.camera = restored.camera ?? null;
    this.following = !this.camera;
    this.showPath = false;
    this.dirty = true;
    this.lastMove = 0;
    this.lastDrawn = 0;
    this.lastTook = 0;
    this.abort = new AbortController();
    this.onChange = () => {};
    this.build();
    handlePointers(this.surface, {
      moved: (move) => this.move(move),
      hover: (u, v) => this.hover(u, v),
      leave: () => store.hover(0),
      click: (u, v) => store.select(this.idAt(u, v)),
      double: (u, v) => this.approach(this.idAt(u, v)),
      reset: () => this.follow(true),
      clear: () => store.select(0),
    });
    store.on('scene', () => this.sceneChanged());
    store.on('hover', () => this.repaint());
    store.on('selection', () => this.repaint());
    store.on('instances', () => this.drawOver());
    this.resizer = new ResizeObserver(() => this.touch());
    this.resizer.observe(this.surface);
    this.schedule(0);
  }

  build() {
    this.canvas = el('canvas', { class: 'picture', width: 320, height: 240 });
    this.over = el('canvas', { class: 'over', 'aria-hidden': 'true' });
    this.message = el('p', { class: 'stage-message' }, 'Waiting for the first Gaussians.');
    this.tip = el('div', { class: 'tip', hidden: true });
    this.note = el('div', { class: 'stage-note', 'aria-hidden': 'true' });
    this.surface = el(
      'div',
      {
        class: 'stage',
        tabIndex: 0,
        role: 'application',
        'aria-label':
          'Live view of the scene. Arrow keys turn, Shift and arrow keys move, plus and minus zoom, Enter selects what is in the middle, Home follows the camera, Escape clears the selection.',
      },
      this.canvas,
      this.over,
      this.message,
      this.tip,
      this.note,
    );
  }

  get source() {
    const lens = this.store.scene?.newestIntrinsics;
    return lens ? { fx: lens.fx, fy: lens.fy, width: lens.width, height: lens.height } : null;
  }

  centre() {
    const bounds = this.store.scene?.bounds;
    if (!bounds) return null;
    return ['x', 'y', 'z'].map((axis) => (bounds.min[axis] + bounds.max[axis]) / 2);
  }

  sceneChanged() {
    const { scene } = this.store;
    if (this.following) this.lookThroughRobot();
    if (scene.gaussians > 0) this.message.hidden = true;
    if (Number(scene.iterations) !== this.picture?.iteration) this.stale = true;
    this.markSettled();
  }

  /** From where the newest frame was seen that training has taken up: there is something to see. */
  lookThroughRobot() {
    const pose = this.store.scene?.newestPose?.cameraToWorld;
    if (!pose || pose.join() === this.robotPose) return;
    this.robotPose = pose.join();
    this.camera = Camera.of(pose, this.centre());
    this.touch();
  }

  /** Looks through the robot's camera again, or stays where it is. */
  follow(on) {
    this.following = on;
    this.robotPose = '';
    if (on) this.lookThroughRobot();
    this.touch();
    this.onChange();
  }

  move(change) {
    if (!this.camera) return;
    this.following = false;
    change(this.camera);
    this.lastMove = performance.now();
    this.touch();
    this.onChange();
  }

  /** Turns towards an instance and goes near. */
  approach(id) {
    const instance = this.store.instance(id);
    if (!instance) return;
    const { min, max } = instance.box;
    const size = Math.hypot(max.x - min.x, max.y - min.y, max.z - min.z);
    this.move((camera) => camera.lookAt([instance.centroid.x, instance.centroid.y, instance.centroid.z], Math.max(0.05, 2.2 * size)));
  }

  setLayer(layer) {
    this.layer = layer;
    this.touch();
    this.onChange();
  }

  setPath(on) {
    this.showPath = on;
    this.drawOver();
  }

  /** Whether the picture is of the newest state, view and full size, for who waits for that. */
  markSettled() {
    this.surface.dataset.settled = String(!this.dirty && !this.stale && !this.coarse && !this.busy);
  }

  touch() {
    this.dirty = true;
    this.markSettled();
    this.schedule(0);
  }

  schedule(wait) {
    clearTimeout(this.timer);
    if (!this.busy && !this.closed) this.timer = setTimeout(() => this.step(), wait);
  }

  /** One picture at a time: while one is under way the newest camera waits, older ones are forgotten. */
  async step() {
    const now = performance.now();
    const ready = this.camera && this.store.scene?.gaussians > 0 && !document.hidden;
    const resting = now - this.lastMove > REST_AFTER;
    const sharpen = resting && this.coarse;
    const refresh = this.stale && now - this.lastDrawn > Math.max(REFRESH_AFTER, 4 * this.lastTook);
    if (!ready || !(this.dirty || sharpen || refresh)) {
      this.schedule(REST_AFTER);
      return;
    }
    this.busy = true;
    let wait = 0;
    try {
      await this.draw(resting);
    } catch (failure) {
      wait = RETRY_AFTER;
      this.dirty = true;
      if (failure.name !== 'AbortError') this.tellFailure(failure);
    }
    this.busy = false;
    this.markSettled();
    this.schedule(wait);
  }

  async draw(resting) {
    const began = performance.now();
    this.dirty = false;
    this.stale = false;
    const camera = this.camera.copy();
    const [width, height] = this.size(resting ? RESTING_PIXELS : MOVING_PIXELS);
    const layers = this.layer === 'depth' ? ['depth', 'ids'] : ['colour', 'ids'];
    const lens = lensFor(this.source, width, height);
    const picture = await render(this.store.id, { pose: camera.pose(), width, height, lens, layers }, this.abort.signal);
    this.picture = picture;
    this.pictureLayer = this.layer;
    this.pictureCamera = camera;
    this.coarse = !resting;
    this.lastDrawn = performance.now();
    this.lastTook = this.lastDrawn - began;
    this.message.hidden = true;
    this.repaint();
  }

  size(pixels) {
    const { clientWidth, clientHeight } = this.surface;
    const shrink = Math.min(1, Math.sqrt(pixels / Math.max(1, clientWidth * clientHeight)));
    return [Math.max(16, Math.round(clientWidth * shrink)), Math.max(16, Math.round(clientHeight * shrink))];
  }

  tellFailure(failure) {
    this.message.textContent = failure.message;
    this.message.hidden = Boolean(this.picture) && failure.status !== 404;
  }

  repaint() {
    const { hovered, selected, isolated } = this.store;
    if (this.picture) {
      const range = paint(this.canvas, this.picture, { layer: this.pictureLayer, hovered, selected, isolated });
      this.note.textContent = range
        ? `depth ${short(range.near)} to ${short(range.far)} m`
        : `iteration ${whole(this.picture.iteration)} · ${Math.round(this.lastTook)} ms`;
      this.surface.dataset.drawn = String(Number(this.surface.dataset.drawn ?? 0) + 1);
    }
    this.drawOver();
  }

  drawOver() {
    drawOverlay(this.over, this.store, this.pictureCamera, this.source, this.showPath && !this.following);
  }

  idAt(u, v) {
    return this.picture?.ids ? pick(this.picture.ids, u, v) : 0;
  }

  hover(u, v) {
    const id = this.idAt(u, v);
    this.store.hover(id);
    const instance = this.store.instance(id);
    this.tip.hidden = !instance;
    if (instance) {
      this.tip.textContent = `${nameOf(instance)} · ${whole(instance.gaussians)} Gaussians`;
      this.tip.style.left = `${Math.min(u * 100, 70)}%`;
      this.tip.style.top = `${Math.min(v * 100 + 4, 90)}%`;
    }
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    this.abort.abort();
    this.resizer.disconnect();
  }
}
