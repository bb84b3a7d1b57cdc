// A canvas knows 8 bits a channel; ids and depth have 16. This reads grey 16-bit PNGs without loss.

/** @returns {Promise<{width: number, height: number, values: Uint16Array}>} */
export async function decodeGrey16(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let width = 0;
  let height = 0;
  const compressed = [];
  for (let at = 8; at < bytes.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === 'IHDR') {
      width = view.getUint32(at + 8);
      height = view.getUint32(at + 12);
      if (bytes[at + 16] !== 16 || bytes[at + 17] !== 0) throw new Error('not a 16-bit grey PNG');
    } else if (type === 'IDAT') {
      compressed.push(bytes.subarray(at + 8, at + 8 + length));
    }
    at += 12 + length;
  }
  const plain = new Blob(compressed).stream().pipeThrough(new DecompressionStream('deflate'));
  const rows = new Uint8Array(await new Response(plain).arrayBuffer());
  return { width, height, values: unfilter(rows, width, height) };
}

/** Undoes PNG's filters (PNG specification, section 9) and joins high and low bytes. */
function unfilter(rows, width, height) {
  const stride = 2 * width;
  const values = new Uint16Array(width * height);
  let above = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (stride + 1)];
    const line = rows.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1));
    for (let i = 0; i < stride; i++) {
      const left = i >= 2 ? line[i - 2] : 0;
      const corner = i >= 2 ? above[i - 2] : 0;
      if (filter === 1) line[i] += left;
      else if (filter === 2) line[i] += above[i];
      else if (filter === 3) line[i] += (left + above[i]) >> 1;
      else if (filter === 4) line[i] += paeth(left, above[i], corner);
    }
    for (let x = 0; x < width; x++) values[y * width + x] = (line[2 * x] << 8) | line[2 * x + 1];
    above = line;
  }
  return values;
}

function paeth(left, above, corner) {
  const guess = left + above - corner;
  const a = Math.abs(guess - left);
  const b = Math.abs(guess - above);
  const c = Math.abs(guess - corner);
  return a <= b && a <= c ? left : b <= c ? above : corner;
}
