// A question in words: which instances fit a text, and how well.
import { ask, scenePath } from './api.js';
import { el, span } from './dom.js';
import { idCss } from './palette.js';
import { nameOf } from './store.js';

const SHOWN = 8;

export class QueryBox {
  /**
   * @param shown told when there is an answer to look at
   */
  constructor(store, shown) {
    this.store = store;
    this.shown = shown;
    this.text = '';
    this.input = el('input', { type: 'search', id: 'ask', placeholder: 'a red mug', autocomplete: 'off', maxLength: 1000, 'aria-describedby': 'ask-answer' });
    this.button = el('button', { type: 'submit', class: 'tool' }, 'Ask');
    this.answer = el('div', { id: 'ask-answer', class: 'answer', role: 'status' });
    const form = el('form', { class: 'ask', role: 'search', onsubmit: (event) => this.submit(event) }, el('label', { for: 'ask', class: 'sr-only' }, 'Describe what to look for'), this.input, this.button);
    this.node = el('section', { class: 'panel', 'aria-labelledby': 'ask-title' }, el('h2', { id: 'ask-title' }, 'Find by words'), form, this.answer);
  }

  submit(event) {
    event.preventDefault();
    this.ask(this.input.value.trim());
  }

  async ask(text) {
    this.text = text;
    this.input.value = text;
    if (!text) {
      this.answer.replaceChildren();
      this.store.clearQuestion();
      return;
    }
    const began = performance.now();
    this.button.disabled = true;
    try {
      const answer = await ask(`${scenePath(this.store.id)}/query?${new URLSearchParams({ text })}`);
      if (this.text !== text) return;
      // Without a language model the server says so, and what to do.
      if (answer.problem) throw new Error(answer.problem);
      this.store.setAnswer(text, answer);
      this.answer.replaceChildren(...this.matches(answer, performance.now() - began));
      this.shown();
    } catch (failure) {
      this.store.clearQuestion();
      this.answer.replaceChildren(el('p', { class: 'problem' }, failure.message));
    } finally {
      this.button.disabled = false;
    }
  }

  matches({ matches, model, compared }, took) {
    if (matches.length === 0) return [el('p', { class: 'quiet' }, `None of ${compared} instances has been described yet.`)];
    const item = ({ instance, relevancy }) => {
      const chip = el('span', { class: 'chip', 'aria-hidden': 'true' });
      chip.style.backgroundColor = idCss(instance.id);
      return el(
        'li',
        {},
        chip,
        el('button', { type: 'button', class: 'link', onclick: () => this.store.select(instance.id) }, nameOf(instance)),
        el('meter', { min: 0, max: 1, value: relevancy, 'aria-label': `relevancy of ${nameOf(instance)}` }),
        el('span', { class: 'quiet' }, `${Math.round(relevancy * 100)} %`),
      );
    };
    return [el('ol', { class: 'matches' }, ...matches.slice(0, SHOWN).map(item)), el('p', { class: 'quiet' }, `${compared} instances compared by ${model} in ${took < 1000 ? `${Math.round(took)} ms` : span(took)}`)];
  }
}
