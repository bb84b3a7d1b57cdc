// The Gaussians of a scene as the server streams them: all once, then those that changed.
import { scenePath } from './api.js';

const STRIDE = 24;

/**
 * Asks what is new and tells it block by block, as it arrives.
 * @param known {epoch, version} of the last message, or null
 * @param tell {begin(head), block(indices, planes)}
 * @returns the message's head: {epoch, version, from, iteration, revision, count, changed}
 */
export async function pull(scene, known, tell, signal) {
  const query = new URLSearchParams(known ? { epoch: known.epoch, version: known.version } : {});
  const answer = await fetch(`${scenePath(scene)}/splats?${query}`, { signal });
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({}));
    throw Object.assign(new Error(told.error || `the server answered ${answer.status}`), { status: answer.status });
  }
  const source = new Bytes(answer.body.getReader());
  const head = JSON.parse(new TextDecoder().decode(await source.take(await source.number())));
  tell.begin(head);
  let last = -1;
  for (let left = head.changed; left > 0; ) {
    const count = await source.number();
    const gaps = new Uint32Array((await source.take(4 * count)).slice().buffer);
    const indices = gaps.map((gap) => (last += gap));
    tell.block(indices, await source.take(STRIDE * count));
    left -= count;
  }
  return head;
}

/** Bytes of a stream, so many at a time. */
class Bytes {
  constructor(reader) {
    this.reader = reader;
    this.held = new Uint8Array(0);
  }

  async take(count) {
    if (this.held.length < count) await this.fill(count);
    const taken = this.held.subarray(0, count);
    this.held = this.held.subarray(count);
    return taken;
  }

  async fill(count) {
    const parts = [this.held];
    let size = this.held.length;
    while (size < count) {
      const { value, done } = await this.reader.read();
      if (done) throw new Error('the stream of Gaussians ended early');
      parts.push(value);
      size += value.length;
    }
    this.held = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      this.held.set(part, at);
      at += part.length;
    }
  }

  async number() {
    const four = await this.take(4);
    return new DataView(four.buffer, four.byteOffset, 4).getUint32(0, true);
  }
}
