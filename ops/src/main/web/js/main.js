// The page: one scene, or all of them, as the part behind the # says.
import { ask } from './api.js';
import { el } from './dom.js';
import { Home } from './home.js';
import { SceneView } from './scene.js';
import { readHash } from './share.js';

const main = document.getElementById('main');
const crumb = document.getElementById('crumb');
const pill = document.getElementById('link-state');
let view = null;

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
  view = asked.scene ? new SceneView(main, asked, state) : new Home(main, state);
}

function switchTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  localStorage.setItem('theme', root.dataset.theme);
}

document.getElementById('theme').addEventListener('click', switchTheme);
addEventListener('hashchange', route);
try {
  const server = await ask('/api/server');
  document.getElementById('device').textContent = `${server.system.device.name} · v${server.system.version}`;
} catch {
  state('reconnecting'); // The views try again by themselves.
}
route();
