// The table of instances and what is known of the selected one.
import { ask, scenePath } from './api.js';
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
    const focused = this.body.contains(document.activeElement) ? document.activeElement.closest('tr') : null;
    const place = focused?.sectionRowIndex;
    const rows = this.shown();
    this.body.replaceChildren(...rows.map((instance) => this.row(instance)));
    this.count.textContent = this.store.instances.size ? `${this.store.instances.size}` : '';
    this.empty.hidden = this.store.instances.size > 0;
    for (const head of this.heads) {
      const sorted = head.dataset.key === this.sort;
      head.setAttribute('aria-sort', sorted ? (this.falling ? 'descending' : 'ascending') : 'none');
    }
    if (focused) this.focusAgain(focused.dataset.id, place);
  }

  /** Whoever was at a row by keyboard stays there; with the row gone, at the one that took its place. Nothing is scrolled. */
  focusAgain(id, place) {
    const { rows } = this.body;
    const row = this.body.querySelector(`tr[data-id="${id}"]`) ?? rows[Math.min(place, rows.length - 1)];
    const next = row ? row.querySelector('button') : this.search;
    next.focus({ preventScroll: true });
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
    this.announce = el('p', { class: 'sr-only', role: 'status' });
    this.body = el('section', { class: 'panel details', 'aria-label': 'Selected instance' });
    this.node = el('div', { class: 'slot' }, this.body, this.announce);
    for (const kind of ['instances', 'selection']) store.on(kind, () => this.draw());
    this.draw();
  }

  draw() {
    const { store } = this;
    const instance = store.instance(store.selected);
    const state = JSON.stringify([instance, store.selected, store.isolated, store.hidden.has(store.selected), store.born.get(store.selected), instance ? this.lineage(instance) : null]);
    if (state === this.drawn) return;
    this.drawn = state;
    // What is drawn anew keeps the focus of what it replaces; with the panel gone, the view has it.
    const focused = this.body.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    this.tell(instance);
    this.body.hidden = !store.selected;
    if (!store.selected) {
      if (focused) document.querySelector('.stage').focus({ preventScroll: true });
      return;
    }
    if (instance) {
      this.body.replaceChildren(...this.content(instance));
    } else {
      this.unknown = el('p', { class: 'quiet' }, `Instance ${store.selected} …`);
      this.body.replaceChildren(el('div', { class: 'panel-head' }, this.unknown, this.clear()));
      this.lookUp(store.selected);
    }
    if (focused) (this.body.querySelector(`[data-key="${focused}"]`) ?? this.body.querySelector('[data-key="clear"]')).focus({ preventScroll: true });
  }

  /** Says who was selected once, not every change of it while it grows. */
  tell(instance) {
    const { selected } = this.store;
    if (selected === this.told || (selected && !instance)) return;
    this.told = selected;
    this.announce.textContent = selected ? `${nameOf(instance)} is selected, ${whole(instance.gaussians)} Gaussians` : '';
  }

  content(instance) {
    const centimetres = (metres) => `${(metres * 100).toFixed(metres < 0.1 ? 1 : 0)}`;
    const { size: sides } = instance.orientedBox;
    const size = [sides.x, sides.y, sides.z].sort((a, b) => b - a).map(centimetres).join(' × ');
    const fact = (name, ...value) => [el('dt', {}, name), el('dd', {}, ...value)];
    const status = word(instance.status, 'INSTANCE_STATUS_');
    const born = this.store.born.get(instance.id);
    const hidden = this.store.hidden.has(instance.id);
    this.life.show(instance, this.lineage(instance).flatMap(([, ids]) => ids));
    return [
      el('div', { class: 'panel-head' }, el('h2', {}, chip(instance.id), nameOf(instance)), this.clear()),
      el(
        'dl',
        { class: 'facts' },
        ...fact('Gaussians', whole(instance.gaussians)),
        ...fact('Size', `${size} cm`),
        ...fact('Age', born ? span(Date.now() - born) : `since revision ${instance.createdRevision}`),
        ...fact('Confidence', `${Math.round(instance.confidence * 100)} %`),
        ...(status === 'alive' ? [] : fact('Status', status)),
        ...this.lineage(instance).flatMap(([name, ids]) => fact(name, ...ids.flatMap((id) => [this.link(id), ' ']))),
        ...fact('Revisions', `${instance.createdRevision} to ${instance.revision}`),
      ),
      // What was lost has no Gaussians to show.
      ...(status === 'alive' ? [this.actions(instance, hidden)] : []),
      this.life.node,
    ];
  }

  clear() {
    return el('button', { type: 'button', class: 'icon', 'aria-label': 'Clear the selection', 'data-key': 'clear', onclick: () => this.store.select(0) }, '✕');
  }

  actions(instance, hidden) {
    const { store } = this;
    const button = (key, label, onclick, pressed) => el('button', { type: 'button', 'data-key': key, 'aria-pressed': pressed === undefined ? undefined : String(pressed), onclick }, label);
    return el(
      'div',
      { class: 'actions' },
      button('isolate', 'Isolate', () => store.isolate(!store.isolated), store.isolated),
      button('hide', 'Hide', () => store.hide(instance.id, !hidden), hidden),
      button('go', 'Go there', () => this.approach(instance.id)),
      this.only(instance),
    );
  }

  only(instance) {
    const href = `${scenePath(this.store.id)}/export/scene.ply?only=${instance.id}`;
    return el('a', { class: 'tool', href, download: '', 'data-key': 'ply', title: 'Download only this instance' }, '.ply');
  }

  lineage(instance) {
    const all = [...this.store.lineage];
    const named = [
      ['Split from', instance.splitFrom ? [instance.splitFrom] : []],
      ['Merged into', instance.mergedInto ? [instance.mergedInto] : []],
      ['Gave off', all.filter(([, each]) => each.splitFrom === instance.id).map(([id]) => id)],
      ['Took in', all.filter(([, each]) => each.mergedInto === instance.id).map(([id]) => id)],
    ];
    return named.filter(([, ids]) => ids.length > 0);
  }

  /** One that was lost before the page was opened: the server knows what it was. */
  async lookUp(id) {
    try {
      const instance = await ask(`${scenePath(this.store.id)}/instances/${id}`);
      if (!this.store.instance(id)) this.store.remember(instance);
    } catch (failure) {
      if (this.store.selected === id && this.unknown) this.unknown.textContent = failure.status === 404 ? `There is no instance ${id}.` : failure.message;
    }
  }

  link(id) {
    return el('button', { type: 'button', class: 'link', 'data-key': `instance-${id}`, onclick: () => this.store.select(id) }, `#${id}`);
  }
}
