// What a link restores stands behind the #: scene, layer, camera, selection, what is hidden, the question asked.
import { Camera } from './camera.js';

const triple = (v) => v.map((x) => Number(x.toFixed(3))).join(',');

function readTriple(text) {
  const values = (text ?? '').split(',').map(Number);
  return values.length === 3 && values.every(Number.isFinite) ? values : null;
}

/** @returns {{scene: string, layer?: string, camera?: Camera, selected?: number, isolated?: boolean,
 *   hidden: number[], view?: string, text?: string, watched: string[]}} */
export function readHash() {
  const query = new URLSearchParams(location.hash.slice(1));
  const [eye, target, up] = ['eye', 'to', 'up'].map((name) => readTriple(query.get(name)));
  return {
    scene: query.get('scene') ?? '',
    layer: ['colour', 'instances', 'depth', 'relevancy'].includes(query.get('layer')) ? query.get('layer') : undefined,
    camera: eye && target && up ? new Camera(eye, target, up) : undefined,
    selected: Number(query.get('select')) || undefined,
    isolated: query.get('isolate') === '1',
    hidden: (query.get('hide') ?? '').split(',').map(Number).filter((id) => id > 0),
    view: query.get('view') === 'pictures' ? 'pictures' : undefined,
    text: query.get('ask') ?? undefined,
    watched: query.getAll('watch'),
  };
}

/** The part behind the #. */
export function hashOf({ scene, layer, camera, selected, isolated, hidden, view, text, watched }) {
  const query = new URLSearchParams({ scene });
  if (layer && layer !== 'colour') query.set('layer', layer);
  if (camera) {
    query.set('eye', triple(camera.eye));
    query.set('to', triple(camera.target));
    query.set('up', triple(camera.up));
  }
  if (selected) query.set('select', selected);
  if (isolated) query.set('isolate', '1');
  if (hidden?.length) query.set('hide', hidden.join(','));
  if (view === 'pictures') query.set('view', view);
  if (text) query.set('ask', text);
  watched?.forEach((each) => query.append('watch', each));
  return `#${query.toString().replaceAll('%2C', ',')}`;
}
