// The page: one scene, or all of them, as the part behind the # says.
import { ask } from './api.js';
import { el } from './dom.js';
import { Home } from './home.js';
import { SceneView } from './scene.js';
import { readHash } from './share.js';
import { SignIn } from './signin.js';

const main = document.getElementById('main');
const crumb = document.getElementById('crumb');
const pill = document.getElementById('link-state');
let view = null;
let address = '';

function state(text) {
  pill.textContent = text;
  pill.dataset.state = text;
}

function route() {
  const asked = readHash();
  // Our own writing of the link is no reason to begin anew.
  if (view && view.sceneId === asked.scene && location.hash === view.writtenHash) return;
  view?.close();
  document.title = asked.scene ? `${asked.scene} · Splatlas` : 'Splatlas';
  crumb.replaceChildren(...(asked.scene ? [el('span', { 'aria-hidden': 'true' }, '/ '), asked.scene] : []));
  view = asked.scene ? new SceneView(main, asked, state, signIn) : new Home(main, state, signIn, address);
}

/** The server does not know who asks. */
function signIn() {
  if (view instanceof SignIn) return;
  view?.close();
  view = new SignIn(main, state, begin);
}

async function begin() {
  view = null;
  try {
    const server = await ask('/api/server');
    address = server.address;
    document.getElementById('device').textContent = `${server.system.device.name} · v${server.system.version}`;
  } catch (failure) {
    if (failure.status === 401) {
      signIn();
      return;
    }
    state('reconnecting'); // The views try again by themselves.
  }
  route();
}

function switchTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  localStorage.setItem('theme', root.dataset.theme);
}

document.getElementById('theme').addEventListener('click', switchTheme);
addEventListener('hashchange', route);
begin();
