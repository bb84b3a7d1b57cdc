// A server that asks who is there: the browser shows its token once and keeps it in a cookie that scripts cannot read.
import { ask } from './api.js';
import { el } from './dom.js';

export class SignIn {
  /** @param done told when the server knows who is there */
  constructor(main, state, done) {
    state('signed out');
    this.done = done;
    this.token = el('input', { type: 'password', id: 'token', required: true, autocomplete: 'off', spellcheck: false });
    this.problem = el('p', { class: 'problem', role: 'alert' });
    main.replaceChildren(
      el(
        'div',
        { class: 'empty' },
        el('h1', {}, 'Who is there?'),
        el('p', {}, 'This server wants a token. ', el('code', {}, './splatlas auth token'), ' makes one that may watch and query.'),
        el('form', { class: 'ask', onsubmit: (event) => this.submit(event) }, el('label', { for: 'token' }, 'Token'), this.token, el('button', { type: 'submit', class: 'tool' }, 'Sign in')),
        this.problem,
      ),
    );
    this.token.focus();
  }

  async submit(event) {
    event.preventDefault();
    try {
      await ask('/api/session', { headers: { Authorization: `Bearer ${this.token.value.trim()}` } });
      this.done();
    } catch (failure) {
      this.problem.textContent = failure.message;
    }
  }

  close() {}
}
