// One scene: the live view and everything around it.
import { LiveLink, ask, scenePath } from './api.js';
import { Cropper, pictureOfPart } from './crop.js';
import { el, short, whole, word } from './dom.js';
import { EventList } from './events.js';
import { FramePair } from './frames.js';
import { Details, InstanceTable } from './instances.js';
import { Plots } from './plots.js';
import { words } from './question.js';
import { QueryBox } from './query.js';
import { hashOf } from './share.js';
import { Stage } from './stage.js';
import { SceneStore } from './store.js';

const LAYERS = [
  ['colour', 'Colour'],
  ['instances', 'Instances'],
  ['depth', 'Depth'],
  ['relevancy', 'Relevancy'],
];

export class SceneView {
  constructor(main, asked, state, signIn) {
    this.sceneId = asked.scene;
    this.writtenHash = location.hash;
    const store = new SceneStore(asked.scene);
    this.store = store;
    store.selected = asked.selected ?? 0;
    store.isolated = Boolean(asked.isolated && asked.selected);
    store.hidden = new Set(asked.hidden);
    this.stage = new Stage(store, asked);
    this.pair = new FramePair(store);
    this.cropper = new Cropper(this.stage.surface);
    this.query = new QueryBox(store, { shown: () => this.setLayer('relevancy'), crop: () => this.crop(), changed: () => this.changed() });
    this.stage.onChange = () => this.changed();
    for (const kind of ['selection', 'query']) store.on(kind, () => this.changed());
    store.on('scene', () => this.drawStats());
    for (const kind of ['points', 'frame']) {
      store.on(kind, () => {
        this.path.disabled = store.path.length === 0;
      });
    }
    this.stats = el('dl', { class: 'stats' });
    this.badge = el('span', { class: 'badge' });
    this.build(main);
    this.link = new LiveLink(asked.scene, {
      scene: (scene) => store.setScene(scene),
      point: (point) => store.addPoint(point),
      frame: (frame) => store.setFrame(frame),
      instances: (message) => store.take(message),
      state,
      signIn,
      lost: (reason) => this.lost(main, reason),
    });
    this.loadHistory();
    this.loadPast();
    if (asked.text) this.query.askWords(asked.text);
    asked.watched.forEach((text) => this.query.standing.add(words(text)));
  }

  build(main) {
    const { store } = this;
    this.follow = this.toggle('Follow camera', 'Look through the robot’s camera (Home)', () => this.stage.follow(!this.stage.following));
    this.path = this.toggle('Path', 'Show where the camera went', () => {
      this.stage.setPath(!this.stage.showPath);
      this.changed();
    });
    this.path.id = 'path';
    this.drawing = this.toggle('3D', 'Drawn by this browser; otherwise pictures that the server renders', () => this.stage.setView(this.stage.view === 'splats' ? 'pictures' : 'splats'));
    this.unhide = el('button', { type: 'button', class: 'tool', hidden: true, onclick: () => store.showAll() }, 'Show all');
    const left = el(
      'div',
      { class: 'left' },
      el('div', { class: 'title-row' }, el('h1', {}, this.sceneId), this.badge, this.stats),
      el('div', { class: 'toolbar' }, this.layerChoice(), this.drawing, this.follow, this.path, this.unhide, el('span', { class: 'grow' }), this.share(), ...this.exports()),
      this.stage.surface,
      el('p', { class: 'hint' }, 'Drag to turn, right-drag or two fingers to move, wheel to zoom, click to select, double-click to go there.'),
      new Plots(store).node,
    );
    const right = el(
      'aside',
      { class: 'right', 'aria-label': 'Frames, instances and events' },
      this.pair.node,
      this.query.node,
      new Details(store, (id) => this.stage.approach(id)).node,
      new InstanceTable(store).node,
      new EventList(store).node,
    );
    const scene = el('div', { class: 'scene' }, left, right);
    // A picture that is dropped beside the panel would else take the page's place.
    scene.addEventListener('dragover', (event) => event.preventDefault());
    scene.addEventListener('drop', (event) => this.query.takePicture(event, event.dataTransfer));
    main.replaceChildren(scene);
    this.changed();
  }

  toggle(label, title, onclick) {
    return el('button', { type: 'button', class: 'tool', title, 'aria-pressed': 'false', onclick }, label);
  }

  layerChoice() {
    const group = el('div', { class: 'segments', role: 'radiogroup', 'aria-label': 'Layer' });
    for (const [value, label] of LAYERS) {
      const input = el('input', { type: 'radio', name: 'layer', id: `layer-${value}`, value, checked: this.stage.layer === value, onchange: () => this.setLayer(value) });
      group.append(input, el('label', { for: `layer-${value}` }, label));
    }
    return group;
  }

  setLayer(layer) {
    document.getElementById(`layer-${layer}`).checked = true;
    this.stage.setLayer(layer);
    if (layer === 'relevancy' && !this.store.relevancy) this.query.input.focus();
  }

  share() {
    const button = el('button', { type: 'button', class: 'tool', title: 'Copy a link that restores this view' }, 'Share');
    button.addEventListener('click', async () => {
      this.writeHash();
      try {
        await navigator.clipboard.writeText(location.href);
        button.textContent = 'Link copied';
      } catch {
        button.textContent = 'Link is in the address bar';
      }
      setTimeout(() => {
        button.textContent = 'Share';
      }, 2_000);
    });
    return button;
  }

  /** A part of the view as a picture, null when a person thinks better of it. */
  async crop() {
    this.stage.leave();
    const part = await this.cropper.choose();
    return part ? pictureOfPart(this.sceneId, this.stage.seen, part) : null;
  }

  exports() {
    const file = (path, label, title) => el('a', { class: 'tool', href: `${scenePath(this.sceneId)}/export/${path}`, download: '', title }, label);
    return [file('scene.ply', '.ply', 'Download the Gaussians'), file('instances.json', '.json', 'Download the instances')];
  }

  async loadHistory() {
    try {
      this.store.setHistory(await ask(`${scenePath(this.sceneId)}/history`));
    } catch {
      // The link tells of the same trouble, and points go on to come.
      this.store.setHistory({ columns: [], points: [] });
    }
  }

  async loadPast() {
    try {
      this.store.setPast(await ask(`${scenePath(this.sceneId)}/events`));
    } catch {
      // What happens from now on is told all the same.
    }
  }

  drawStats() {
    const { scene } = this.store;
    const state = word(scene.state, 'SCENE_STATE_');
    this.badge.textContent = state;
    this.badge.className = `badge ${state}`;
    this.badge.title = scene.failure;
    const facts = [
      ['frames', `${whole(scene.trainedFrames)} / ${whole(scene.frames)}`],
      ['iterations', whole(scene.iterations)],
      ['Gaussians', short(scene.gaussians)],
      ['instances', whole(scene.instances)],
      ['PSNR', scene.trainingPsnr ? `${scene.trainingPsnr.toFixed(1)} dB` : '–'],
    ];
    this.stats.replaceChildren(...facts.flatMap(([name, value]) => [el('div', {}, el('dt', {}, name), el('dd', {}, value))]));
  }

  changed() {
    this.follow.setAttribute('aria-pressed', String(this.stage.following));
    this.path.setAttribute('aria-pressed', String(this.stage.showPath));
    this.drawing.setAttribute('aria-pressed', String(this.stage.view === 'splats'));
    this.drawing.disabled = !this.stage.canDraw;
    this.path.disabled = this.store.path.length === 0;
    this.unhide.hidden = this.store.hidden.size === 0;
    clearTimeout(this.hashTimer);
    this.hashTimer = setTimeout(() => this.writeHash(), 300);
  }

  writeHash() {
    if (this.closed) return;
    this.writtenHash = hashOf({
      scene: this.sceneId,
      layer: this.stage.layer,
      camera: this.stage.following ? null : this.stage.camera,
      selected: this.store.selected,
      isolated: this.store.isolated,
      hidden: [...this.store.hidden],
      view: this.stage.canDraw ? this.stage.view : undefined,
      text: this.query.text,
      watched: this.query.standing.texts,
    });
    history.replaceState(null, '', this.writtenHash);
  }

  lost(main, reason) {
    this.close();
    main.replaceChildren(el('div', { class: 'empty' }, el('h1', {}, 'This scene is gone'), el('p', {}, reason), el('p', {}, el('a', { href: '#' }, 'All scenes'))));
  }

  close() {
    this.closed = true;
    clearTimeout(this.hashTimer);
    this.link?.close();
    this.stage.close();
    this.pair.close();
    this.cropper.close();
    this.query.close();
  }
}
