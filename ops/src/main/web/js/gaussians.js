// The 3D layer: loads the drawing code when it is first wanted, and the Gaussians anew while they are trained.
import { scenePath } from './api.js';
import { lensFor } from './camera.js';

const REFRESH = 8_000;

export class Gaussians {
  /**
   * @param surface where it is drawn, before the given picture's successor
   * @param failed(reason) is told when there can be no 3D view
   */
  constructor(scene, surface, picture, failed) {
    this.scene = scene;
    this.surface = surface;
    this.picture = picture;
    this.failed = failed;
    this.shown = -1;
    this.ready = this.begin();
  }

  async begin() {
    try {
      const { SplatView } = await import('/vendor/splats.js');
      if (this.closed) return;
      this.view = new SplatView();
      this.picture.after(this.view.canvas);
    } catch (failure) {
      this.failed(failure.message);
    }
  }

  /** Fetches the Gaussians when they have changed, one fetch at a time and not too often. */
  async update(scene) {
    const iterations = Number(scene?.iterations ?? 0);
    const now = performance.now();
    const soon = this.shown >= 0 && now - this.fetched < REFRESH && scene.state !== 'SCENE_STATE_FINISHED';
    if (this.busy || this.closed || !(scene?.gaussians > 0) || iterations === this.shown || soon) return;
    this.busy = true;
    this.fetched = now;
    try {
      await this.ready;
      const answer = await fetch(`${scenePath(this.scene)}/export/scene.ply`);
      if (answer.ok && this.view && !this.closed) {
        await this.view.show(await answer.arrayBuffer());
        this.shown = iterations;
        this.surface.dataset.splats = String(iterations);
        this.drawFor(1_500);
      }
    } finally {
      this.busy = false;
    }
  }

  draw(camera, source) {
    this.camera = camera;
    this.source = source;
    this.drawFor(400);
  }

  /** Draws on for a while: the order of Gaussians is sorted beside the drawing and follows the camera a little later. */
  drawFor(millis) {
    this.until = Math.max(this.until ?? 0, performance.now() + millis);
    this.frame ??= requestAnimationFrame(() => this.step());
  }

  step() {
    this.frame = null;
    if (this.closed) return;
    const { clientWidth, clientHeight } = this.surface;
    if (this.view && this.camera && clientWidth > 0) {
      const [, focal] = lensFor(this.source, clientWidth, clientHeight);
      this.view.draw(this.camera.pose(), 2 * Math.atan(clientHeight / 2 / focal), clientWidth, clientHeight);
    }
    if (performance.now() < this.until) this.frame = requestAnimationFrame(() => this.step());
  }

  close() {
    this.closed = true;
    cancelAnimationFrame(this.frame);
    this.view?.close();
    this.view = null;
  }
}
