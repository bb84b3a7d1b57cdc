// Questions: which instances fit a text or a picture, and how well; once, or from now on.
import { el, span } from './dom.js';
import { matchItem } from './matches.js';
import { pictureFile, readPicture } from './picture.js';
import { askOnce, likeness, words } from './question.js';
import { StandingList } from './standing.js';

const SHOWN = 8;

export class QueryBox {
  /**
   * @param act {shown(): there is an answer to look at, crop(): Promise of a picture from the view, changed()}
   */
  constructor(store, act) {
    this.store = store;
    this.act = act;
    this.question = null;
    this.input = el('input', { type: 'search', id: 'ask', placeholder: 'a red mug', autocomplete: 'off', maxLength: 1000, 'aria-describedby': 'ask-answer' });
    this.button = el('button', { type: 'submit', class: 'tool' }, 'Ask');
    this.answer = el('div', { id: 'ask-answer', class: 'answer', role: 'status' });
    this.standing = new StandingList(store, () => act.changed());
    const watch = el('button', { type: 'button', class: 'tool', title: 'Tell when something that fits appears, changes or goes', onclick: () => this.watchWords() }, 'Watch');
    const form = el('form', { class: 'ask', role: 'search', onsubmit: (event) => this.submit(event) }, el('label', { for: 'ask', class: 'sr-only' }, 'Describe what to look for'), this.input, this.button, watch);
    this.shownPicture = el('div', { class: 'asked-picture', hidden: true });
    this.node = el('section', { class: 'panel find', 'aria-labelledby': 'ask-title' }, el('h2', { id: 'ask-title' }, 'Find'), form, this.byPicture(), this.shownPicture, this.answer, this.standing.node);
    this.onPaste = (event) => this.takePicture(event, event.clipboardData);
    document.addEventListener('paste', this.onPaste);
  }

  /** The text that was asked last; empty for a picture. */
  get text() {
    return this.question?.text ?? '';
  }

  byPicture() {
    this.file = el('input', { type: 'file', id: 'ask-file', class: 'sr-only', accept: 'image/*', onchange: () => this.choose() });
    const crop = el('button', { type: 'button', class: 'tool', id: 'ask-crop', title: 'Drag around a part of the view', onclick: () => this.crop() }, 'Part of the view');
    return el(
      'div',
      { class: 'by-picture', role: 'group', 'aria-label': 'Find by a picture' },
      el('span', { class: 'quiet' }, 'or what looks like'),
      this.file,
      el('label', { for: 'ask-file', class: 'tool' }, 'a picture'),
      crop,
      el('span', { class: 'quiet drop-hint' }, 'Pictures can be dropped or pasted, too.'),
    );
  }

  submit(event) {
    event.preventDefault();
    this.askWords(this.input.value.trim());
  }

  askWords(text) {
    this.input.value = text;
    if (text) this.ask(words(text));
    else this.clear();
  }

  watchWords() {
    const text = this.input.value.trim();
    if (text) this.standing.add(words(text));
    else this.input.focus();
  }

  choose() {
    const [file] = this.file.files;
    this.file.value = '';
    if (file) this.askFile(file);
  }

  /** A picture that was dropped or pasted; texts are left alone, other files are refused by name. */
  takePicture(event, transfer) {
    const file = pictureFile(transfer);
    if (!file) return;
    event.preventDefault();
    this.askFile(file);
  }

  async askFile(file) {
    await this.askPicture(() => readPicture(file));
  }

  async crop() {
    await this.askPicture(() => this.act.crop());
  }

  /** @param make answers a picture, or null when there shall be none */
  async askPicture(make) {
    try {
      const picture = await make();
      if (!picture) return;
      this.input.value = '';
      await this.ask(likeness(picture));
    } catch (failure) {
      this.answer.replaceChildren(el('p', { class: 'problem' }, failure.message));
    }
  }

  clear() {
    this.question = null;
    this.answer.replaceChildren();
    this.drawPicture();
    this.store.clearQuestion();
  }

  async ask(question) {
    this.question = question;
    this.drawPicture();
    const began = performance.now();
    this.button.disabled = true;
    try {
      const answer = await askOnce(this.store.id, question);
      if (this.question !== question) return;
      // Where it cannot be answered yet, for want of a language model for one, the server says so, and what to do.
      if (answer.problem) throw new Error(answer.problem);
      this.store.setAnswer(question, answer);
      this.answer.replaceChildren(...this.matches(answer, performance.now() - began));
      this.act.shown();
    } catch (failure) {
      if (this.question !== question) return;
      this.store.clearQuestion();
      this.answer.replaceChildren(el('p', { class: 'problem' }, failure.message));
    } finally {
      this.button.disabled = false;
    }
  }

  drawPicture() {
    const { question } = this;
    this.shownPicture.hidden = !question?.picture;
    if (!question?.picture) return;
    this.shownPicture.replaceChildren(
      el('img', { class: 'thumb', src: question.picture.url, alt: `${question.label}, that is looked for` }),
      el('span', { class: 'grow' }, 'Looks like this'),
      el('button', { type: 'button', class: 'tool', title: 'Tell when something that fits appears, changes or goes', onclick: () => this.standing.add(question) }, 'Watch'),
      el('button', { type: 'button', class: 'icon', 'aria-label': 'Forget the picture', onclick: () => this.forgetPicture() }, '✕'),
    );
  }

  forgetPicture() {
    this.clear();
    this.input.focus();
  }

  matches({ matches, model, teacher, compared }, took) {
    if (matches.length === 0) return [el('p', { class: 'quiet' }, `None of ${compared} instances has been described yet.`)];
    return [
      el('ol', { class: 'matches' }, ...matches.slice(0, SHOWN).map((match) => matchItem(this.store, match))),
      el('p', { class: 'quiet' }, `${compared} instances compared by ${model ?? teacher} in ${took < 1000 ? `${Math.round(took)} ms` : span(took)}`),
    ];
  }

  close() {
    document.removeEventListener('paste', this.onPaste);
    this.standing.close();
  }
}
