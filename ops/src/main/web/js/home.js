// All scenes.
import { ask, render } from './api.js';
import { lensFor } from './camera.js';
import { el, short, whole, word } from './dom.js';
import { hashOf } from './share.js';

const EVERY = 2_000;

export class Home {
  /** @param address where robots find the server */
  constructor(main, state, signIn, address) {
    this.state = state;
    this.signIn = signIn;
    this.cards = new Map();
    this.grid = el('ul', { class: 'cards', 'aria-label': 'Scenes' });
    this.empty = el(
      'div',
      { class: 'empty', hidden: true },
      el('h1', {}, 'No scene yet'),
      el('p', {}, 'A scene appears here as soon as a robot opens one. Stream a capture as a robot would:'),
      el('pre', {}, el('code', {}, `./splatlas replay ops/demo/desk --scene desk${address ? ` --server ${address}` : ''}`)),
    );
    main.replaceChildren(el('div', { class: 'home' }, this.empty, this.grid));
    this.refresh();
  }

  async refresh() {
    try {
      if (!document.hidden) {
        const { scenes } = await ask('/api/scenes');
        this.state('live');
        this.draw(scenes);
      }
    } catch (failure) {
      if (failure.status === 401) {
        this.signIn();
        return;
      }
      this.state('reconnecting');
    }
    if (!this.closed) this.timer = setTimeout(() => this.refresh(), EVERY);
  }

  draw(scenes) {
    this.empty.hidden = scenes.length > 0;
    for (const [id, card] of this.cards) {
      if (!scenes.some((scene) => scene.id === id)) {
        card.node.remove();
        this.cards.delete(id);
      }
    }
    for (const scene of scenes) {
      let card = this.cards.get(scene.id);
      if (!card) {
        card = new Card(scene.id);
        this.cards.set(scene.id, card);
        this.grid.append(card.node);
      }
      card.draw(scene);
    }
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
  }
}

class Card {
  constructor(id) {
    this.id = id;
    this.canvas = el('canvas', { width: 240, height: 160, 'aria-hidden': 'true' });
    this.badge = el('span', { class: 'badge' });
    this.facts = el('p', { class: 'quiet' });
    this.node = el('li', {}, el('a', { class: 'card', href: hashOf({ scene: id }) }, this.canvas, el('div', { class: 'card-text' }, el('h2', {}, id, ' ', this.badge), this.facts)));
  }

  draw(scene) {
    const state = word(scene.state, 'SCENE_STATE_');
    this.badge.textContent = state;
    this.badge.className = `badge ${state}`;
    this.facts.textContent = `${whole(scene.frames)} frames · ${short(scene.gaussians)} Gaussians · ${scene.instances} instances${scene.trainingPsnr ? ` · ${scene.trainingPsnr.toFixed(1)} dB` : ''}`;
    if (scene.gaussians > 0 && scene.newestPose && this.drawn !== scene.iterations && !this.busy) this.picture(scene);
  }

  async picture(scene) {
    this.busy = true;
    this.drawn = scene.iterations;
    const { width, height } = this.canvas;
    try {
      const picture = await render(scene.id, {
        pose: scene.newestPose.cameraToWorld,
        width,
        height,
        lens: lensFor(scene.newestIntrinsics, width, height),
        layers: ['colour'],
      });
      this.canvas.getContext('2d').drawImage(picture.bitmap, 0, 0);
    } catch {
      this.drawn = undefined; // The scene is busy: the next refresh tries again.
    }
    setTimeout(() => {
      this.busy = false;
    }, 4_000);
  }
}

