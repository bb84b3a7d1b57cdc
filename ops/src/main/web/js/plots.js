// Small plots over time.
import { el, short, span, svg, when } from './dom.js';

const WIDTH = 240;
const HEIGHT = 64;

const PLOTS = [
  { column: 'psnr', title: 'PSNR', unit: 'dB' },
  { column: 'loss', title: 'Loss', unit: '' },
  { column: 'gaussians', title: 'Gaussians', unit: '' },
  { column: 'instances', title: 'Instances', unit: '', step: true },
  { column: 'backlog', title: 'Queue', unit: 'frames', step: true, fromZero: true },
  { column: 'iterations_per_second', title: 'Speed', unit: 'it/s', fromZero: true },
  { column: 'burst_ms', title: 'Burst', unit: 'ms', fromZero: true },
  { column: 'freshness_ms', title: 'Frame to event', unit: 'ms', fromZero: true },
  { column: 'clustering_ms', title: 'Clustering', unit: 'ms', fromZero: true },
];

export class Plots {
  constructor(store) {
    this.store = store;
    this.plots = PLOTS.map((plot) => new Plot(plot));
    this.begin = el('span', { class: 'quiet' });
    this.node = el('section', { class: 'panel plots-panel', 'aria-labelledby': 'plots-title' }, el('div', { class: 'panel-head' }, el('h2', { id: 'plots-title' }, 'Over time'), this.begin), el('div', { class: 'plots' }, ...this.plots.map((plot) => plot.node)));
    for (const kind of ['points', 'scene']) {
      store.on(kind, () => {
        this.begin.textContent = this.beginning();
      });
    }
    store.on('points', () => this.draw());
  }

  draw() {
    const { columns, points } = this.store;
    for (const plot of this.plots) {
      const index = columns.indexOf(plot.spec.column);
      if (index > 0) plot.draw(points.filter((p) => p[index] !== null).map((p) => [p[0], p[index]]));
    }
  }

  /** From when on there are points: those of before the server was started are gone. */
  beginning() {
    const { points, scene, since } = this.store;
    const older = scene?.createTime && since > Date.parse(scene.createTime);
    if (points.length === 0) return older ? `nothing was trained since the server started, ${when(since)}` : 'nothing was trained yet';
    return older ? `since the server started, ${when(since)}` : `since ${when(points[0][0])}`;
  }
}

class Plot {
  constructor(spec) {
    this.spec = spec;
    this.points = [];
    this.now = el('output', { class: 'plot-now' }, '–');
    this.line = svg('path', { class: 'line' });
    this.area = svg('path', { class: 'area' });
    this.cursor = svg('line', { class: 'cursor', y1: 0, y2: HEIGHT, visibility: 'hidden' });
    this.picture = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': `${spec.title}: nothing to show yet` }, this.area, this.line, this.cursor);
    this.low = el('span');
    this.high = el('span');
    this.range = el('figcaption', { class: 'plot-range' }, this.low, this.high);
    this.node = el('figure', { class: 'plot' }, el('div', { class: 'plot-head' }, el('span', { class: 'plot-title' }, spec.title), this.now), this.picture, this.range);
    this.picture.addEventListener('pointermove', (event) => this.point(event));
    this.picture.addEventListener('pointerleave', () => this.unpoint());
  }

  draw(points) {
    this.points = points;
    if (points.length === 0) return;
    const values = points.map((p) => p[1]);
    const least = this.spec.fromZero ? 0 : Math.min(...values);
    const most = Math.max(...values);
    const spread = most - least || Math.max(1, Math.abs(most) * 0.1);
    const first = points[0][0];
    const time = Math.max(1, points.at(-1)[0] - first);
    this.x = (t) => ((t - first) / time) * WIDTH;
    this.y = (v) => HEIGHT - 3 - ((v - least) / spread) * (HEIGHT - 8);
    const path = this.path();
    this.line.setAttribute('d', path);
    this.area.setAttribute('d', `${path}L${WIDTH},${HEIGHT}L0,${HEIGHT}Z`);
    const inSeconds = this.spec.unit === 'ms' && most >= 1_000;
    this.low.textContent = inSeconds ? `${short(least / 1_000)} – ${short(most / 1_000)} s` : `${short(least)} – ${short(most)} ${this.spec.unit}`;
    this.high.textContent = span(time);
    this.unpoint();
    this.picture.setAttribute('aria-label', `${this.spec.title}: now ${this.now.textContent}; range ${this.low.textContent} within ${span(time)}`);
  }

  path() {
    let path = '';
    let before = 0;
    for (const [time, value] of this.points) {
      const x = this.x(time).toFixed(1);
      const y = this.y(value).toFixed(1);
      if (path && this.spec.step) path += `L${x},${before}`;
      path += `${path ? 'L' : 'M'}${x},${y}`;
      before = y;
    }
    return path;
  }

  point(event) {
    if (this.points.length === 0) return;
    const box = this.picture.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * WIDTH;
    const nearest = this.points.reduce((best, p) => (Math.abs(this.x(p[0]) - x) < Math.abs(this.x(best[0]) - x) ? p : best));
    const at = this.x(nearest[0]);
    this.cursor.setAttribute('x1', at);
    this.cursor.setAttribute('x2', at);
    this.cursor.setAttribute('visibility', 'visible');
    this.tell(nearest[1]);
  }

  unpoint() {
    this.cursor.setAttribute('visibility', 'hidden');
    if (this.points.length) this.tell(this.points.at(-1)[1]);
  }

  tell(value) {
    const seconds = this.spec.unit === 'ms' && value >= 1_000;
    this.now.textContent = seconds ? `${short(value / 1_000)} s` : `${short(value)} ${this.spec.unit}`.trim();
  }
}
