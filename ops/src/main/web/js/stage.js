// The live view: the camera, what moves it and what is pointed at. Drawn by the browser, or as pictures that the server renders.
import { Camera, lensFor } from './camera.js';
import { render } from './api.js';
import { Heat } from './heat.js';
import { drawOverlay } from './overlay.js';
import { paint, pick } from './paint.js';
import { handlePointers } from './pointer.js';
import { el, short, whole } from './dom.js';
import { SplatView, hasWebGl } from './splat-view.js';
import { nameOf } from './store.js';

const MOVING_PIXELS = 320 * 240;
const RESTING_PIXELS = 640 * 480;
const HEAT_PIXELS = 480 * 360;
const REST_AFTER = 250;
const REFRESH_AFTER = 1_200;
const RETRY_AFTER = 1_500;
const HELP =
  'Live view of the scene. Arrow keys turn, Shift and arrow keys move, plus and minus zoom, Enter selects what is in the middle, Home follows the camera, Escape clears the selection.';

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
    this.waiting = [];
    this.abort = new AbortController();
    this.onChange = () => {};
    this.canDraw = hasWebGl();
    this.build();
    this.listen();
    this.setView(this.canDraw && restored.view !== 'pictures' ? 'splats' : 'pictures');
    this.schedule(0);
  }

  build() {
    this.canvas = el('canvas', { class: 'picture', width: 320, height: 240 });
    this.over = el('canvas', { class: 'over', 'aria-hidden': 'true' });
    this.heat = new Heat(this.store, () => this.recolour());
    this.message = el('p', { class: 'stage-message' }, 'Waiting for the first Gaussians.');
    this.tip = el('div', { class: 'tip', hidden: true });
    this.note = el('div', { class: 'stage-note', 'aria-hidden': 'true' });
    this.surface = el('div', { class: 'stage', tabIndex: 0, role: 'application', 'aria-label': HELP }, this.canvas, this.heat.canvas, this.over, this.message, this.tip, this.note);
  }

  listen() {
    const { store } = this;
    handlePointers(this.surface, {
      moved: (move) => this.move(move),
      hover: (u, v) => this.hover(u, v),
      leave: () => this.leave(),
      click: (u, v) => this.click(u, v),
      double: (u, v) => this.approach(this.idAt(u, v)),
      reset: () => this.follow(true),
      clear: () => store.select(0),
    });
    store.on('scene', () => this.sceneChanged());
    for (const kind of ['hover', 'selection', 'query']) store.on(kind, () => this.recolour());
    store.on('selection', () => {
      if (store.isolated || store.hidden.size > 0) this.heat.hide();
    });
    store.on('query', () => {
      if (store.question !== this.heatOf) this.heat.hide();
      this.heatOf = store.question;
    });
    store.on('instances', () => this.news());
    this.resizer = new ResizeObserver(() => this.touch());
    this.resizer.observe(this.surface);
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

  /** Drawn by the browser ('splats') or by the server ('pictures'). */
  setView(view) {
    this.view = view === 'splats' && this.canDraw ? 'splats' : 'pictures';
    this.surface.dataset.view = this.view;
    this.live?.close();
    this.live = null;
    this.glCanvas?.remove();
    this.canvas.hidden = this.view === 'splats';
    if (this.view === 'splats') this.startLive();
    this.touch();
    this.onChange();
  }

  startLive() {
    this.glCanvas = el('canvas', { class: 'splats' });
    this.surface.prepend(this.glCanvas);
    const live = new SplatView(this.store, this.glCanvas, () => this.liveDrawn());
    this.live = live;
    live.start().then(
      () => {
        if (this.live === live) this.recolour();
      },
      (failure) => this.giveUp(live, failure),
    );
    this.glCanvas.addEventListener('webglcontextlost', () => this.giveUp(live, new Error('the browser lost its 3D view')));
  }

  /** Pictures of the server serve where the browser cannot draw. */
  giveUp(live, failure) {
    if (this.live !== live || live.closed) return;
    console.info('pictures instead of the 3D view:', failure.message);
    this.surface.dataset.reason = failure.message;
    this.canDraw = false;
    this.setView('pictures');
  }

  liveDrawn() {
    const { live } = this;
    if (!live?.head || !live.drawn) return;
    this.message.hidden = true;
    this.surface.dataset.drawn = String(live.drawn);
    if (this.heat.shown) this.tellHeat();
    else this.tellDrawing(live);
    this.markSettled();
  }

  tellDrawing(live) {
    this.note.textContent =
      this.layer === 'depth' && live.state.depth
        ? `depth ${short(live.state.depth.near)} to ${short(live.state.depth.far)} m`
        : `iteration ${whole(live.iteration)} · ${whole(live.head.count)} Gaussians`;
  }

  sceneChanged() {
    const { scene } = this.store;
    if (this.following) this.lookThroughRobot();
    if (Number(scene.iterations) !== this.picture?.iteration) this.stale = true;
    if (this.view === 'pictures' && scene.gaussians > 0) this.message.hidden = true;
    else if (scene.gaussians > 0 && !this.live?.drawn && !this.live?.failure) this.message.textContent = `Fetching ${whole(scene.gaussians)} Gaussians.`;
    this.news();
    this.markSettled();
  }

  news() {
    if (this.live?.complete) this.live.sharpen();
    else this.live?.pullSoon();
    this.drawOver();
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
    this.live?.moved();
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
    this.heat.hide();
    this.recolour();
    this.touch();
    this.onChange();
  }

  /** Through the robot's camera its own path cannot be seen: then from further back. */
  setPath(on) {
    this.showPath = on;
    if (on && this.following) this.move((camera) => camera.zoom(1.8));
    this.drawOver();
  }

  /** Whether what is seen is of the newest state and view, and of full size, for who waits for that. */
  markSettled() {
    const settled = this.view === 'splats' ? this.live?.settled : !this.dirty && !this.stale && !this.coarse && !this.busy;
    this.surface.dataset.settled = String(Boolean(settled));
  }

  touch() {
    this.dirty = true;
    this.heat.hide();
    if (this.live && this.camera) this.live.look({ pose: this.camera.pose(), lens: (width, height) => lensFor(this.source, width, height) });
    this.drawOver();
    this.markSettled();
    this.schedule(0);
  }

  schedule(wait) {
    clearTimeout(this.timer);
    if (!this.busy && !this.closed) this.timer = setTimeout(() => this.step(), wait);
  }

  /** Whether the server has to render: always for pictures; for the 3D view only to know what is where, when that is asked. */
  wanted(now, resting) {
    const refresh = this.stale && now - this.lastDrawn > Math.max(REFRESH_AFTER, 4 * this.lastTook);
    if (this.view === 'splats') return this.idsWanted && resting && (this.dirty || refresh || !this.picture);
    return this.dirty || (resting && this.coarse) || refresh;
  }

  /** One picture at a time: while one is under way the newest camera waits, older ones are forgotten. */
  async step() {
    const now = performance.now();
    const ready = this.camera && this.store.scene?.gaussians > 0 && !document.hidden;
    const resting = now - this.lastMove > REST_AFTER;
    if (resting && this.lastMove && this.lastMove !== this.restedAt) {
      this.restedAt = this.lastMove;
      this.live?.rested();
    }
    if (!ready || !this.wanted(now, resting)) {
      if (ready && resting) this.rest();
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

  /** Nothing is to be drawn: time for what is asked about the view. */
  rest() {
    this.answerWaiting();
    const whole = !this.store.isolated && this.store.hidden.size === 0;
    if (this.layer === 'relevancy' && whole) this.heat.look(this.viewOf(HEAT_PIXELS));
  }

  /** What is seen, for who wants a part of it. */
  get seen() {
    const { clientWidth, clientHeight } = this.surface;
    return { camera: this.camera, source: this.source, aspect: clientWidth / clientHeight };
  }

  viewOf(pixels) {
    const [width, height] = this.size(pixels);
    return { pose: this.camera.pose(), width, height, lens: lensFor(this.source, width, height) };
  }

  /** Under the heat the colours are seen, so that nothing is coloured twice. */
  get shownLayer() {
    return this.heat.shown ? 'colour' : this.layer;
  }

  async draw(resting) {
    const began = performance.now();
    this.dirty = false;
    this.stale = false;
    const camera = this.camera.copy();
    const [width, height] = this.size(resting ? RESTING_PIXELS : MOVING_PIXELS);
    const lens = lensFor(this.source, width, height);
    const picture = await render(this.store.id, { pose: camera.pose(), width, height, lens, layers: this.layers() }, this.abort.signal);
    this.picture = picture;
    this.pictureLayer = this.layer;
    this.pictureCamera = camera;
    this.coarse = !resting;
    this.lastDrawn = performance.now();
    this.lastTook = this.lastDrawn - began;
    if (this.view === 'pictures') this.message.hidden = true;
    if (!this.dirty) this.answerWaiting();
    this.repaint();
  }

  layers() {
    if (this.view === 'splats') return ['ids'];
    return this.layer === 'depth' ? ['depth', 'ids'] : ['colour', 'ids'];
  }

  answerWaiting() {
    this.idsWanted = false;
    this.waiting.splice(0).forEach((resolve) => resolve());
  }

  size(pixels) {
    const { clientWidth, clientHeight } = this.surface;
    const shrink = Math.min(1, Math.sqrt(pixels / Math.max(1, clientWidth * clientHeight)));
    return [Math.max(16, Math.round(clientWidth * shrink)), Math.max(16, Math.round(clientHeight * shrink))];
  }

  tellFailure(failure) {
    this.message.textContent = failure.message;
    this.message.hidden = Boolean(this.picture || this.live?.head) && failure.status !== 404;
  }

  recolour() {
    const { hovered, selected, isolated, hidden, relevancy } = this.store;
    this.live?.show({ layer: this.shownLayer, hovered, selected, isolated, hidden, relevancy });
    this.repaint();
  }

  repaint() {
    const { hovered, selected, isolated, hidden, relevancy } = this.store;
    if (this.picture && this.view === 'pictures' && (this.picture.bitmap || this.picture.depth)) {
      const range = paint(this.canvas, this.picture, { layer: this.heat.shown ? 'colour' : this.pictureLayer, hovered, selected, isolated, hidden, relevancy });
      this.note.textContent = range
        ? `depth ${short(range.near)} to ${short(range.far)} m`
        : `iteration ${whole(this.picture.iteration)} · ${Math.round(this.lastTook)} ms`;
      this.surface.dataset.drawn = String(Number(this.surface.dataset.drawn ?? 0) + 1);
    }
    this.surface.dataset.heat = this.heat.shown ? String(this.heat.most) : '';
    if (this.heat.shown) this.tellHeat();
    this.drawOver();
  }

  tellHeat() {
    this.note.textContent = `each pixel · at most ${Math.round(100 * this.heat.most)} %`;
  }

  drawOver() {
    const camera = this.view === 'splats' ? this.camera : this.pictureCamera;
    drawOverlay(this.over, this.store, camera, this.source, this.showPath && !this.following);
  }

  idAt(u, v) {
    return this.picture?.ids ? pick(this.picture.ids, u, v) : 0;
  }

  /** In the 3D view the ids of what is seen are asked for when they are needed: they may be of an older camera. */
  freshIds() {
    if (this.view === 'pictures') return Promise.resolve();
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.idsWanted = true;
      this.schedule(0);
    });
  }

  async click(u, v) {
    await this.freshIds();
    this.store.select(this.idAt(u, v));
  }

  hover(u, v) {
    this.hoverAt = [u, v];
    if (this.view === 'splats' && (this.dirty || this.stale || !this.picture)) {
      if (!this.hovering) {
        this.hovering = true;
        this.freshIds().then(() => {
          this.hovering = false;
          this.point(...this.hoverAt);
        });
      }
      if (this.dirty) return;
    }
    this.point(u, v);
  }

  point(u, v) {
    const id = this.idAt(u, v);
    this.store.hover(id);
    const instance = this.store.instance(id);
    this.tip.hidden = !instance;
    if (instance) {
      this.tip.textContent = `${nameOf(instance)} · ${whole(instance.gaussians)} Gaussians · ${Math.round(instance.confidence * 100)} % sure`;
      // On the side with more room.
      this.tip.style.left = u < 0.5 ? `${u * 100}%` : '';
      this.tip.style.right = u < 0.5 ? '' : `${(1 - u) * 100}%`;
      this.tip.style.top = `${Math.min(v * 100 + 4, 90)}%`;
    }
  }

  /** Nothing is pointed at. */
  leave() {
    this.store.hover(0);
    this.tip.hidden = true;
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    this.abort.abort();
    this.live?.close();
    this.resizer.disconnect();
  }
}
