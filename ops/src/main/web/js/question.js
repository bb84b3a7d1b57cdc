// What is looked for, a text or a picture, and how the server is asked for it.
import { ask, scenePath } from './api.js';

let pictures = 0;

/** @returns {{key: string, label: string, text: string}} */
export const words = (text) => ({ key: `text ${text}`, label: `“${text}”`, text });

/**
 * @param picture {blob, width, height, url}
 * @returns {{key: string, label: string, picture}}
 */
export function likeness(picture) {
  pictures += 1;
  return { key: `picture ${pictures}`, label: `picture ${pictures}`, picture };
}

/** How much an instance fits: relevancy of a text, similarity of a picture; 0 to 1. */
export const levelOf = (match) => Math.max(0, match.relevancy ?? match.similarity ?? match.level);

/** Address and options of a request: a text goes into the address, a picture is sent. */
function request(scene, what, { text, picture }, parameters) {
  const said = picture ? { width: picture.width, height: picture.height } : { text };
  const path = `${scenePath(scene)}/${what}?${new URLSearchParams({ ...said, ...parameters })}`;
  return [path, picture ? { method: 'POST', body: picture.blob, headers: { 'Content-Type': picture.blob.type } } : {}];
}

/** How well each instance fits; with a view, also each of its pixels. */
export function askOnce(scene, question, parameters = {}) {
  const [path, options] = request(scene, 'query', question, parameters);
  return ask(path, options);
}

/** What fits, as it comes and goes: an open answer of server-sent events. */
export function askOn(scene, question, signal) {
  const [path, options] = request(scene, 'matches', question, {});
  return fetch(path, { ...options, signal });
}

/** Events of an open answer: {name, data}. */
export async function* eventsOf(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (text + value).split('\n\n');
    text = parts.pop();
    for (const part of parts) {
      const name = /^event: (.+)$/m.exec(part);
      const data = /^data: (.+)$/m.exec(part);
      if (name && data) yield { name: name[1], data: JSON.parse(data[1]) };
    }
  }
}
