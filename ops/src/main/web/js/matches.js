// A list of instances that fit a question.
import { el } from './dom.js';
import { idCss } from './palette.js';
import { levelOf } from './question.js';
import { nameOf } from './store.js';

/** One line: the instance, which a press selects, and how much it fits. */
export function matchItem(store, match) {
  const { instance } = match;
  const level = levelOf(match);
  const chip = el('span', { class: 'chip', 'aria-hidden': 'true' });
  chip.style.backgroundColor = idCss(instance.id);
  return el(
    'li',
    { 'data-id': instance.id },
    chip,
    el('button', { type: 'button', class: 'link', onclick: () => store.select(instance.id) }, nameOf(instance)),
    el('meter', { min: 0, max: 1, value: level, 'aria-label': `how well ${nameOf(instance)} fits` }),
    el('span', { class: 'quiet' }, `${Math.round(level * 100)} %`),
  );
}
