// Standing questions: what fits a text or a picture, told as it appears, changes and goes.
import { problem } from './api.js';
import { el, when, word } from './dom.js';
import { matchItem } from './matches.js';
import { askOn, eventsOf, levelOf } from './question.js';
import { nameOf } from './store.js';

/** A browser opens six connections to a server: one is the page's, two are for pictures. */
const MOST = 3;
const SHOWN = 5;
const NEWS = 3;
const SOONEST = 1_000;
const LATEST = 10_000;

/** Those of one page. */
export class StandingList {
  /** @param changed told when a question came or went */
  constructor(store, changed) {
    this.store = store;
    this.changed = changed;
    this.questions = new Map();
    this.note = el('p', { class: 'problem', role: 'status' });
    this.announce = el('p', { class: 'sr-only', role: 'status' });
    this.list = el('ul', { class: 'standing', 'aria-label': 'Standing questions' });
    this.node = el('div', {}, this.list, this.note, this.announce);
    this.onVisibility = () => this.questions.forEach((each) => (document.hidden ? each.pause() : each.resume()));
    document.addEventListener('visibilitychange', this.onVisibility);
  }

  /** The texts that are asked, for a link; pictures do not go into one. */
  get texts() {
    return [...this.questions.values()].map(({ question }) => question.text).filter(Boolean);
  }

  add(question) {
    this.note.textContent = '';
    if (this.questions.has(question.key)) return;
    if (this.questions.size >= MOST) {
      this.note.textContent = `At most ${MOST} questions stand at a time: stop one first.`;
      return;
    }
    const each = new Standing(this.store, question, {
      say: (text) => {
        this.announce.textContent = text;
      },
      stop: () => this.remove(question.key),
    });
    this.questions.set(question.key, each);
    this.list.append(each.node);
    each.resume();
    this.changed();
  }

  remove(key) {
    const each = this.questions.get(key);
    each.close();
    this.questions.delete(key);
    // Focus must not fall off the page with the button that had it.
    const next = each.node.nextSibling ?? each.node.previousSibling;
    each.node.remove();
    (next?.querySelector('.stop') ?? document.getElementById('ask')).focus();
    this.announce.textContent = `${each.question.label} is no longer watched`;
    this.note.textContent = '';
    this.changed();
  }

  close() {
    document.removeEventListener('visibilitychange', this.onVisibility);
    this.questions.forEach((each) => each.close());
  }
}

/** One question: connects again by itself, and lets go while the page is hidden. */
class Standing {
  constructor(store, question, act) {
    this.store = store;
    this.question = question;
    this.act = act;
    this.matches = new Map();
    this.news = [];
    const { picture, label } = question;
    this.state = el('span', { class: 'quiet' }, 'asking');
    this.stop = el('button', { type: 'button', class: 'tool stop', 'aria-label': `Stop watching ${label}`, onclick: act.stop }, 'Stop');
    this.found = el('ul', { class: 'matches' });
    this.log = el('ul', { class: 'events' });
    this.trouble = el('p', { class: 'problem', role: 'alert' });
    const shown = picture ? el('img', { class: 'thumb', src: picture.url, alt: label }) : el('strong', {}, label);
    this.node = el('li', { 'data-state': 'asking' }, el('div', { class: 'standing-head' }, shown, this.state, this.stop), this.trouble, this.found, this.log);
  }

  resume() {
    if (!this.over && !this.abort) this.run();
  }

  pause() {
    clearTimeout(this.timer);
    this.abort?.abort();
    this.abort = null;
  }

  close() {
    this.over = true;
    this.pause();
  }

  async run() {
    const abort = new AbortController();
    this.abort = abort;
    let wait = SOONEST;
    while (this.abort === abort) {
      try {
        const answer = await askOn(this.store.id, this.question, abort.signal);
        if (!answer.ok) throw await problem(answer);
        for await (const { name, data } of eventsOf(answer)) {
          if (this.abort !== abort) return;
          wait = SOONEST;
          if (name === 'ended') throw Object.assign(new Error(data.error), { status: data.status });
          this.take(name, data);
        }
      } catch (failure) {
        if (this.abort !== abort) return;
        if (this.isFinal(failure)) {
          this.finish(failure);
          return;
        }
      }
      this.show('reconnecting', 'reconnecting');
      await new Promise((resolve) => {
        this.timer = setTimeout(resolve, wait);
        abort.signal.addEventListener('abort', resolve, { once: true });
      });
      wait = Math.min(LATEST, wait * 2);
    }
  }

  /** Whether asking again would be answered the same: a bad question, no model, no right, no scene. */
  isFinal({ status }) {
    return status >= 400 && status < 500 && status !== 429 && status !== 410;
  }

  finish({ message }) {
    this.close();
    this.matches.clear();
    this.draw();
    this.show('ended', 'not watched');
    this.trouble.textContent = message;
    this.stop.textContent = 'Remove';
    this.stop.setAttribute('aria-label', `Remove ${this.question.label}`);
  }

  take(name, data) {
    if (name === 'snapshot') {
      this.matches = new Map(data.matches.map((match) => [match.instance.id, match]));
      this.ready = Boolean(data.teacher);
    } else this.change(data);
    this.draw();
    this.tellState();
  }

  change(change) {
    const kind = word(change.kind, 'MATCH_CHANGE_KIND_');
    const { instance } = change;
    this.ready = true;
    if (kind === 'left') this.matches.delete(instance.id);
    else this.matches.set(instance.id, change);
    if (kind === 'changed') return;
    const words = kind === 'left' ? 'no longer fits' : `fits, ${Math.round(levelOf(change) * 100)} %`;
    this.news.unshift({ time: Date.now(), text: `${nameOf(instance)} ${words}` });
    this.news.splice(NEWS);
    this.act.say(`${this.question.label}: ${nameOf(instance)} ${words}`);
  }

  tellState() {
    const count = this.matches.size;
    if (!this.ready) this.show('waiting', 'waits for the scene');
    else this.show('watching', count ? `${count} ${count === 1 ? 'fits' : 'fit'}` : 'nothing fits yet');
  }

  show(state, text) {
    this.node.dataset.state = state;
    this.state.textContent = text;
  }

  draw() {
    const best = [...this.matches.values()].sort((a, b) => levelOf(b) - levelOf(a)).slice(0, SHOWN);
    const focused = this.found.contains(document.activeElement) ? document.activeElement.closest('li').dataset.id : null;
    this.found.replaceChildren(...best.map((match) => matchItem(this.store, match)));
    if (focused) this.found.querySelector(`li[data-id="${focused}"] button`)?.focus({ preventScroll: true });
    this.log.replaceChildren(...this.news.map(({ time, text }) => el('li', {}, el('time', {}, when(time)), el('span', {}, text))));
  }
}
