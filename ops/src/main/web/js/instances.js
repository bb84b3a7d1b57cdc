// The table of instances and what is known of the selected one.
import { scenePath } from './api.js';
import { el, span, whole, word } from './dom.js';
import { Life } from './life.js';
import { idCss } from './palette.js';
import { isBackground, nameOf } from './store.js';

const chip = (id) => {
  const mark = el('span', { class: 'chip', 'aria-hidden': 'true' });
  mark.style.backgroundColor = idCss(id);
  return mark;
};

const COLUMNS = [
  { key: 'id', label: 'Instance', value: (i) => i.id },
  { key: 'gaussians', label: 'Gaussians', value: (i) => i.gaussians, number: true },
  { key: 'age', label: 'Age', value: (i) => -Number(i.createdRevision), number: true },
  { key: 'confidence', label: 'Sure', value: (i) => i.confidence, number: true },
];

export class InstanceTable {
  constructor(store) {
    this.store = store;
    this.sort = 'gaussians';
    this.falling = true;
    this.filter = '';
    this.body = el('tbody');
    this.count = el('span', { class: 'count' });
    this.heads = COLUMNS.map((column) => this.head(column));
    this.search = el('input', {
      type: 'search',
      placeholder: 'filter: 12, object, surface',
      'aria-label': 'Filter instances by id or kind',
      oninput: () => {
        this.filter = this.search.value.trim().toLowerCase();
        this.draw();
      },
    });
    this.empty = el('p', { class: 'quiet' }, 'None yet. The first appear a few seconds after the first frames.');
    this.node = el(
      'section',
      { class: 'panel instances', 'aria-labelledby': 'instances-title' },
      el('div', { class: 'panel-head' }, el('h2', { id: 'instances-title' }, 'Instances ', this.count), this.search),
      el('div', { class: 'table-box', tabIndex: 0, role: 'region', 'aria-labelledby': 'instances-title' }, el('table', {}, el('thead', {}, el('tr', {}, ...this.heads)), this.body), this.empty),
    );
    for (const kind of ['instances', 'selection']) store.on(kind, () => this.draw());
    store.on('hover', () => this.mark());
    this.draw();
  }

  head(column) {
    const button = el('button', { type: 'button', onclick: () => this.sortBy(column) }, column.label);
    return el('th', { scope: 'col', class: column.number ? 'number' : '', 'data-key': column.key }, button);
  }

  sortBy({ key }) {
    this.falling = this.sort === key ? !this.falling : key !== 'id';
    this.sort = key;
    this.draw();
  }

  shown() {
    const { value } = COLUMNS.find((column) => column.key === this.sort);
    const sign = this.falling ? -1 : 1;
    return [...this.store.instances.values()]
      .filter((i) => !this.filter || `${i.id}` === this.filter || nameOf(i).toLowerCase().includes(this.filter))
      .sort((a, b) => sign * (value(a) - value(b)) || a.id - b.id);
  }

  draw() {
    // A burst of changes is one drawing.
    if (this.pending) return;
    this.pending = requestAnimationFrame(() => {
      this.pending = 0;
      this.drawNow();
    });
  }

  drawNow() {
    const focused = document.activeElement?.closest?.('tr')?.dataset.id;
    const rows = this.shown();
    this.body.replaceChildren(...rows.map((instance) => this.row(instance)));
    this.count.textContent = this.store.instances.size ? `${this.store.instances.size}` : '';
    this.empty.hidden = this.store.instances.size > 0;
    for (const head of this.heads) {
      const sorted = head.dataset.key === this.sort;
      head.setAttribute('aria-sort', sorted ? (this.falling ? 'descending' : 'ascending') : 'none');
    }
    if (focused) this.body.querySelector(`tr[data-id="${focused}"] button`)?.focus();
  }

  row(instance) {
    const { store } = this;
    const selected = instance.id === store.selected;
    const born = store.born.get(instance.id);
    const kind = isBackground(instance) ? el('span', { class: 'mark', title: 'Background: a large surface' }, 'surface') : null;
    return el(
      'tr',
      {
        'data-id': instance.id,
        class: `${selected ? 'selected' : ''} ${instance.id === store.hovered ? 'hovered' : ''}`,
        onmouseenter: () => store.hover(instance.id),
        onmouseleave: () => store.hover(0),
        onclick: () => store.select(instance.id),
      },
      el('td', {}, el('button', { type: 'button', class: 'row-button', 'aria-pressed': String(selected), 'aria-label': `${nameOf(instance)}, ${whole(instance.gaussians)} Gaussians` }, chip(instance.id), `#${instance.id}`), kind),
      el('td', { class: 'number' }, whole(instance.gaussians)),
      el('td', { class: 'number', title: `created at revision ${instance.createdRevision}` }, born ? span(Date.now() - born) : `r${instance.createdRevision}`),
      el('td', { class: 'number' }, `${Math.round(instance.confidence * 100)} %`),
    );
  }

  mark() {
    for (const row of this.body.rows) row.classList.toggle('hovered', Number(row.dataset.id) === this.store.hovered);
  }
}

/** What is known of the selected instance, and what can be done with it. */
export class Details {
  constructor(store, approach) {
    this.store = store;
    this.approach = approach;
    this.life = new Life(store);
    this.node = el('section', { class: 'panel details', 'aria-label': 'Selected instance', 'aria-live': 'polite' });
    for (const kind of ['instances', 'selection']) store.on(kind, () => this.draw());
    this.draw();
  }

  draw() {
    const { store } = this;
    const instance = store.instance(store.selected);
    const state = JSON.stringify([instance, store.selected, store.isolated, store.hidden.has(store.selected), store.born.get(store.selected)]);
    if (state === this.drawn) return;
    this.drawn = state;
    this.node.hidden = !store.selected;
    if (!store.selected) return;
    this.node.replaceChildren(...(instance ? this.content(instance) : [el('p', { class: 'quiet' }, `Instance ${store.selected} is not known.`)]));
  }

  content(instance) {
    const { min, max } = instance.box;
    const centimetres = (metres) => `${(metres * 100).toFixed(metres < 0.1 ? 1 : 0)}`;
    const size = ['x', 'y', 'z'].map((axis) => centimetres(max[axis] - min[axis])).join(' × ');
    const fact = (name, ...value) => [el('dt', {}, name), el('dd', {}, ...value)];
    const status = word(instance.status, 'INSTANCE_STATUS_');
    const born = this.store.born.get(instance.id);
    const hidden = this.store.hidden.has(instance.id);
    this.life.show(instance);
    return [
      el('div', { class: 'panel-head' }, el('h2', {}, chip(instance.id), nameOf(instance)), el('button', { type: 'button', class: 'icon', 'aria-label': 'Clear the selection', onclick: () => this.store.select(0) }, '✕')),
      el(
        'dl',
        { class: 'facts' },
        ...fact('Gaussians', whole(instance.gaussians)),
        ...fact('Size', `${size} cm`),
        ...fact('Age', born ? span(Date.now() - born) : `since revision ${instance.createdRevision}`),
        ...fact('Confidence', `${Math.round(instance.confidence * 100)} %`),
        ...(status === 'alive' ? [] : fact('Status', status)),
        ...this.lineage(instance).flatMap(([name, id]) => fact(name, this.link(id))),
        ...fact('Revisions', `${instance.createdRevision} to ${instance.revision}`),
      ),
      el(
        'div',
        { class: 'actions' },
        el('button', { type: 'button', 'aria-pressed': String(this.store.isolated), onclick: () => this.store.isolate(!this.store.isolated) }, 'Isolate'),
        el('button', { type: 'button', 'aria-pressed': String(hidden), onclick: () => this.store.hide(instance.id, !hidden) }, 'Hide'),
        el('button', { type: 'button', onclick: () => this.approach(instance.id) }, 'Go there'),
        this.only(instance),
      ),
      this.life.node,
    ];
  }

  only(instance) {
    const href = `${scenePath(this.store.id)}/export/scene.ply?only=${instance.id}`;
    return el('a', { class: 'tool', href, download: '', title: 'Download only this instance' }, '.ply');
  }

  lineage(instance) {
    const out = [];
    if (instance.splitFrom) out.push(['Split from', instance.splitFrom]);
    if (instance.mergedInto) out.push(['Merged into', instance.mergedInto]);
    for (const other of [...this.store.instances.values(), ...this.store.dead.values()]) {
      if (other.splitFrom === instance.id) out.push(['Gave off', other.id]);
      if (other.mergedInto === instance.id) out.push(['Took in', other.id]);
    }
    return out;
  }

  link(id) {
    return el('button', { type: 'button', class: 'link', onclick: () => this.store.select(id) }, `#${id}`);
  }
}
