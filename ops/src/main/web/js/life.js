// The life of one instance: what happened to it since it was found, also before this page was opened.
import { ask, scenePath } from './api.js';
import { el, when, whole } from './dom.js';

const SHOWN = 40;

export class Life {
  constructor(store) {
    this.store = store;
    this.list = el('ol', { class: 'events' });
    this.note = el('p', { class: 'quiet' });
    this.node = el('details', { class: 'life', ontoggle: () => this.load() }, el('summary', { 'data-key': 'history' }, 'History'), this.list, this.note);
    this.id = 0;
  }

  /** Shows another instance, or news of the same one. */
  show(instance) {
    if (instance.id !== this.id) {
      this.id = instance.id;
      this.loaded = '';
      this.list.replaceChildren();
      this.note.textContent = '';
    }
    this.instance = instance;
    this.load();
  }

  async load() {
    const { id, instance } = this;
    if (!this.node.open || !instance || this.loading || this.loaded === instance.revision) return;
    this.loading = true;
    try {
      const { events, complete } = await ask(`${scenePath(this.store.id)}/instances/${id}/events`);
      if (this.id !== id) return;
      this.loaded = instance.revision;
      const shown = events.slice(-SHOWN).reverse();
      this.list.replaceChildren(...shown.map((event) => this.item(event)));
      this.note.textContent = complete ? `found at revision ${instance.createdRevision}` : 'older events are no longer kept';
    } catch (failure) {
      this.note.textContent = failure.message;
    } finally {
      this.loading = false;
      if (this.id !== id) this.load();
    }
  }

  item({ kind, time, gaussians, frame, splitFrom, mergedInto }) {
    const words = { created: 'found', removed: 'lost', merged: `merged into #${mergedInto}`, split: `split from #${splitFrom}`, updated: 'changed' }[kind];
    return el('li', { class: kind }, el('time', {}, when(Date.parse(time))), el('span', {}, `${words}, ${whole(gaussians)} Gaussians, after frame ${frame}`));
  }
}
