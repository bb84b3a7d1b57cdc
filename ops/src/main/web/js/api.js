// What the page asks its server.
import { decodeGrey16 } from './png16.js';

/** JSON of a path; an error has the server's words and its status. Options are those of fetch. */
export async function ask(path, { headers, ...options } = {}) {
  const answer = await fetch(path, { headers: { Accept: 'application/json', ...headers }, ...options });
  if (!answer.ok) throw await problem(answer);
  return answer.json();
}

/** What an answer that is none says. */
export async function problem(answer) {
  const told = await answer.json().catch(() => ({}));
  return Object.assign(new Error(told.error || `the server answered ${answer.status}`), { status: answer.status });
}

export const scenePath = (scene) => `/api/scenes/${encodeURIComponent(scene)}`;

/**
 * A picture of a scene: {iteration, bitmap?, ids?, depth?}; ids and depth are {width, height, values}.
 * @param view {pose, width, height, lens, layers}
 */
export async function render(scene, view, signal) {
  const round = (v) => Number(v.toFixed(6));
  const query = new URLSearchParams({
    pose: view.pose.map(round).join(','),
    size: `${view.width},${view.height}`,
    lens: view.lens.map(round).join(','),
    layers: view.layers.join(','),
  });
  const answer = await fetch(`${scenePath(scene)}/render?${query}`, { signal });
  if (!answer.ok) throw await problem(answer);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const headerLength = new DataView(bytes.buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + headerLength)));
  const picture = { iteration: header.iteration };
  let at = 4 + headerLength;
  for (const part of header.parts) {
    const content = bytes.subarray(at, at + part.bytes);
    at += part.bytes;
    if (part.layer === 'colour') picture.bitmap = await createImageBitmap(new Blob([content]));
    else picture[part.layer] = await decodeGrey16(content);
  }
  return picture;
}

const SOONEST = 500;
const LATEST = 10_000;

/**
 * The live stream of a scene: connects again by itself, behind the last revision it had, and lets go while the page is
 * hidden. Handlers: scene, point, frame, instances, state(text), lost().
 */
export class LiveLink {
  constructor(scene, handlers) {
    this.scene = scene;
    this.handlers = handlers;
    this.revision = 0;
    this.wait = SOONEST;
    this.onVisibility = () => (document.hidden ? this.pause() : this.open());
    document.addEventListener('visibilitychange', this.onVisibility);
    this.open();
  }

  open() {
    if (this.source || this.over) return;
    clearTimeout(this.timer);
    const source = new EventSource(`${scenePath(this.scene)}/live?after=${this.revision}`);
    this.source = source;
    const on = (name, handle) => source.addEventListener(name, (event) => handle(JSON.parse(event.data), event));
    source.onopen = () => {
      this.wait = SOONEST;
      this.handlers.state('live');
    };
    source.onerror = () => this.again();
    on('scene', this.handlers.scene);
    on('point', this.handlers.point);
    on('frame', this.handlers.frame);
    on('instances', (message, event) => {
      this.revision = Number(event.lastEventId);
      this.handlers.instances(message);
    });
    on('ended', (message) => this.ended(message));
  }

  ended(message) {
    this.pause();
    if (message.status === 404) {
      this.handlers.state('gone');
      this.handlers.lost(message.error);
      this.close();
    } else {
      // The revision is no longer kept, or the scene restarts: all over from a snapshot.
      if (message.status === 410) this.revision = 0;
      this.again();
    }
  }

  async again() {
    this.pause();
    if (this.over || document.hidden) return;
    this.handlers.state('reconnecting');
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      try {
        await ask(scenePath(this.scene));
        this.open();
      } catch (failure) {
        if (failure.status === 401) this.handlers.signIn();
        else if (failure.status === 404) {
          this.handlers.state('gone');
          this.handlers.lost(failure.message);
        } else this.again();
      }
    }, this.wait);
    this.wait = Math.min(LATEST, this.wait * 2);
  }

  pause() {
    this.source?.close();
    this.source = null;
  }

  close() {
    this.over = true;
    this.pause();
    clearTimeout(this.timer);
    document.removeEventListener('visibilitychange', this.onVisibility);
  }
}
