// The life of one instance: what happened to it since it was found, and who came out of it or went into it, also before this page was opened.
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

  /**
   * Shows another instance, or news of the same one.
   * @param relatives ids of those that came out of it or went into it
   */
  show(instance, relatives) {
    if (instance.id !== this.id) {
      this.id = instance.id;
      this.loaded = '';
      this.list.replaceChildren();
      this.note.textContent = '';
    }
    this.instance = instance;
    this.version = `${instance.revision} ${relatives}`;
    this.load();
  }

  async load() {
    const { id, instance, version } = this;
    if (!this.node.open || !instance || this.loading || this.loaded === version) return;
    this.loading = true;
    try {
      const { events, complete } = await ask(`${scenePath(this.store.id)}/instances/${id}/events`);
      if (this.id !== id) return;
      this.loaded = version;
      const shown = events.slice(-SHOWN).reverse();
      this.list.replaceChildren(...shown.map((event) => this.item(event)));
      this.note.textContent = complete ? `found at revision ${instance.createdRevision}` : 'older events are no longer kept';
    } catch (failure) {
      this.note.textContent = failure.message;
    } finally {
      this.loading = false;
      if (this.version !== version) this.load();
    }
  }

  item({ kind, id, time, gaussians, frame, splitFrom, mergedInto }) {
    const other = { merged: `took in #${id}`, split: `gave off #${id}` }[kind];
    const own = { created: 'found', removed: 'lost', merged: `merged into #${mergedInto}`, split: `split from #${splitFrom}`, updated: 'changed' }[kind];
    const words = id === this.id ? `${own}, ${whole(gaussians)} Gaussians` : other;
    return el('li', { class: kind }, el('time', {}, when(Date.parse(time))), el('span', {}, `${words}, after frame ${frame}`));
  }
}
