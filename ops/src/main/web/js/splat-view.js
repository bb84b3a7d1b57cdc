// The 3D view: Gaussians drawn by the browser, kept up to date while they train.
import { painter } from './splat-colours.js';
import { pull } from './splat-stream.js';

const SOONEST = 1_000;
const RETRY = 2_000;
const SORT_POLL = 50;
const COVERED = 0.02;
const PIXELS = 1_600 * 1_200;
/** Where a processor draws: what moves or trains must not be waited for, what rests may be. */
const PIXELS_IN_SOFTWARE = 400 * 300;
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Whether this browser can draw at all. */
export function hasWebGl() {
  try {
    const probe = document.createElement('canvas').getContext('webgl2');
    probe?.getExtension('WEBGL_lose_context')?.loseContext();
    return Boolean(probe);
  } catch {
    return false;
  }
}

/** Whether the processor draws in place of a graphics card. */
function drawsInSoftware(canvas) {
  const gl = canvas.getContext('webgl2');
  const names = gl?.getExtension('WEBGL_debug_renderer_info');
  return Boolean(names) && SOFTWARE.test(gl.getParameter(names.UNMASKED_RENDERER_WEBGL));
}

export class SplatView {
  /**
   * @param canvas for this view alone
   * @param changed told when what is seen may have changed: a draw was made, or more is to come
   */
  constructor(store, canvas, changed) {
    this.store = store;
    this.canvas = canvas;
    this.changed = changed;
    this.abort = new AbortController();
    this.head = null;
    this.drawn = 0;
    this.moving = false;
    this.slow = false;
    this.sharp = false;
    this.state = { layer: 'colour', depth: null };
  }

  /** Loads the library (about a megabyte) when it is first needed. */
  async start() {
    const { SplatCanvas } = await import('/lib/splats.js');
    if (this.closed) return;
    this.splats = new SplatCanvas(this.canvas, () => this.redraw());
    this.slow = drawsInSoftware(this.canvas);
    this.pullSoon(0);
  }

  get iteration() {
    return this.head?.iteration ?? 0;
  }

  /** Whether what is drawn is all that the scene has, in the order of the last camera. */
  get settled() {
    return this.complete && !this.pending && this.sharp && this.splats.ordered;
  }

  /** Draws anew what was drawn with fewer pixels, when there is time for it. */
  sharpen() {
    if (this.complete && !this.moving && !this.sharp) this.redraw();
  }

  /** Whether everything that the scene has was told. */
  get complete() {
    const { scene } = this.store;
    return Boolean(this.head && scene && !this.pulling && this.head.iteration === Number(scene.iterations) && this.head.revision === Number(scene.revision));
  }

  /** Something may be new: asks once the last answer is in and a moment has passed. */
  pullSoon(wait = SOONEST) {
    if (this.closed || this.pulling || this.timer || !this.splats) return;
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.pull();
    }, wait);
  }

  async pull() {
    const { scene } = this.store;
    if (document.hidden || !(scene?.gaussians > 0)) return;
    this.pulling = true;
    let wait = SOONEST;
    try {
      const began = performance.now();
      this.head = await pull(this.store.id, this.head, { begin: (head) => this.begin(head), block: (i, planes) => this.take(i, planes) }, this.abort.signal);
      wait = Math.max(SOONEST, 2 * (performance.now() - began));
      this.failure = null;
      if (this.state.layer === 'depth') this.measureDepth();
    } catch (failure) {
      if (failure.name === 'AbortError') return;
      // Half a message may be in: all anew.
      this.head = null;
      this.failure = failure;
      wait = RETRY;
    } finally {
      this.pulling = false;
    }
    this.redraw();
    if (!this.complete) this.pullSoon(wait);
  }

  begin(head) {
    if (head.from === 0) this.splats.reset(head.count);
    if (head.count !== this.splats.count) this.splats.resize(head.count);
  }

  take(indices, planes) {
    this.splats.take(indices, planes, this.paint());
    this.redraw();
  }

  /** @param view {pose, lens: (width, height) => numbers} */
  look(view) {
    this.view = view;
    this.redraw();
  }

  /** How Gaussians are coloured, see painter. */
  show(state) {
    const { depth } = this.state;
    this.state = { ...state, depth };
    if (state.layer === 'depth') this.measureDepth();
    else this.state.depth = null;
    this.repaint();
  }

  repaint() {
    this.splats?.paintAll(this.paint());
    this.redraw();
  }

  paint() {
    return painter(this.state);
  }

  /** Depth is of the camera as it rests: it is measured anew when it has moved. */
  measureDepth() {
    if (!this.splats || !this.view) return;
    const of = new Float32Array(this.splats.count);
    const seen = [];
    this.splats.depths(this.view.pose, (depth, i) => {
      of[i] = depth;
      if (depth > 0.02) seen.push(depth);
    });
    seen.sort((a, b) => a - b);
    this.state.depth = { of, near: seen[Math.floor(seen.length * COVERED)] ?? 0, far: seen[Math.floor(seen.length * (1 - COVERED))] ?? 1 };
    this.splats.paintAll(this.paint());
  }

  /** The camera moves; a moment after its last move it has rested. */
  moved() {
    this.moving = true;
  }

  rested() {
    this.moving = false;
    if (this.state.layer === 'depth') {
      this.measureDepth();
      this.redraw();
    }
    this.sharpen();
  }

  redraw() {
    if (this.pending || this.closed || !this.splats || !this.view) return;
    this.pending = requestAnimationFrame(() => {
      this.pending = 0;
      this.draw();
    });
    this.changed();
  }

  draw() {
    const { clientWidth, clientHeight } = this.canvas;
    if (!clientWidth || !clientHeight) return;
    this.sharp = !this.slow || (this.complete && !this.moving);
    const most = this.sharp ? PIXELS : PIXELS_IN_SOFTWARE;
    const ratio = Math.min(devicePixelRatio || 1, Math.sqrt(most / (clientWidth * clientHeight)));
    const width = Math.round(clientWidth * ratio);
    const height = Math.round(clientHeight * ratio);
    this.splats.draw(this.view.pose, this.view.lens(width, height), width, height);
    // Before the first sort there is nothing to be seen.
    if (this.splats.active > 0) this.drawn++;
    this.changed();
    this.awaitOrder();
  }

  /** Nobody tells that there was nothing to sort. */
  awaitOrder() {
    if (this.ordering || this.splats.ordered) return;
    this.ordering = setTimeout(() => {
      this.ordering = 0;
      if (this.closed) return;
      this.changed();
      this.awaitOrder();
    }, SORT_POLL);
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    cancelAnimationFrame(this.pending);
    this.abort.abort();
    this.splats?.close();
  }
}
