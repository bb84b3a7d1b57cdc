// Events as they happen, newest first, with lineage.
import { el, when } from './dom.js';
import { idCss } from './palette.js';
import { isBackground } from './store.js';

const SHOWN = 120;

export class EventList {
  constructor(store) {
    this.store = store;
    this.list = el('ol', { class: 'events', 'aria-label': 'Events, newest first' });
    this.updates = el('input', { type: 'checkbox', id: 'show-updates', onchange: () => this.redraw() });
    this.empty = el('p', { class: 'quiet' }, 'Nothing has happened yet.');
    this.announce = el('p', { class: 'sr-only', role: 'status' });
    this.node = el(
      'section',
      { class: 'panel', 'aria-labelledby': 'events-title' },
      el('div', { class: 'panel-head' }, el('h2', { id: 'events-title' }, 'Events'), el('label', { class: 'check' }, this.updates, 'updates too')),
      el('div', { class: 'events-box', tabIndex: 0, role: 'region', 'aria-labelledby': 'events-title' }, this.list, this.empty),
      this.announce,
    );
    store.on('past', () => this.redraw());
    store.on('event', () => this.add(store.events.at(-1)));
  }

  wanted(event) {
    return event.kind !== 'updated' || this.updates.checked;
  }

  add(event) {
    if (!this.wanted(event)) return;
    this.empty.hidden = true;
    this.list.prepend(this.item(event));
    while (this.list.children.length > SHOWN) this.list.lastChild.remove();
    this.announce.textContent = `instance ${event.instance.id} ${this.words(event).join(' ')}`;
  }

  redraw() {
    const events = this.store.events.filter((event) => this.wanted(event)).slice(-SHOWN).reverse();
    this.list.replaceChildren(...events.map((event) => this.item(event)));
    this.empty.hidden = events.length > 0;
  }

  words({ kind, instance }) {
    if (kind === 'split') return ['split from', `#${instance.splitFrom}`];
    if (kind === 'merged') return ['merged into', `#${instance.mergedInto}`];
    if (kind === 'created' && isBackground(instance)) return ['found, a surface'];
    return [{ created: 'found', removed: 'lost', updated: 'changed' }[kind] ?? kind];
  }

  item(event) {
    const { instance, kind } = event;
    const dot = el('span', { class: 'chip', 'aria-hidden': 'true' });
    dot.style.backgroundColor = idCss(instance.id);
    return el(
      'li',
      { class: kind },
      el('time', {}, when(event.time)),
      dot,
      el('button', { type: 'button', class: 'link', onclick: () => this.store.select(instance.id) }, `#${instance.id}`),
      el('span', {}, this.words(event).join(' ')),
    );
  }
}
