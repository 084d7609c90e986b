/** A hash of 64 bits over bytes: the first half of MurmurHash3 x86_128 (Austin Appleby, public domain). */

const c1 = 0x239b961b;
const c2 = 0xab0e9789;
const c3 = 0x38b34ae5;
const c4 = 0xa1e38b93;

/**
 * Writes the hash of `bytes` from `start` to `end` (at most 2 GiB) into `high[at]` and `low[at]`. It is never 0/0, which stands for "none". Not a secret
 * of any kind: the seed only keeps people outside from knowing which texts collide.
 */
export function hashBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  seed: number,
  high: Int32Array,
  low: Int32Array,
  at: number,
): void {
  let h1 = seed | 0;
  let h2 = h1;
  let h3 = h1;
  let h4 = h1;
  let i = start;
  for (; i + 16 <= end; i += 16) {
    let k1 = word(bytes, i);
    let k2 = word(bytes, i + 4);
    let k3 = word(bytes, i + 8);
    let k4 = word(bytes, i + 12);
    k1 = Math.imul(k1, c1);
    h1 ^= Math.imul((k1 << 15) | (k1 >>> 17), c2);
    h1 = (h1 << 19) | (h1 >>> 13);
    h1 = (Math.imul((h1 + h2) | 0, 5) + 0x561ccd1b) | 0;
    k2 = Math.imul(k2, c2);
    h2 ^= Math.imul((k2 << 16) | (k2 >>> 16), c3);
    h2 = (h2 << 17) | (h2 >>> 15);
    h2 = (Math.imul((h2 + h3) | 0, 5) + 0x0bcaa747) | 0;
    k3 = Math.imul(k3, c3);
    h3 ^= Math.imul((k3 << 17) | (k3 >>> 15), c4);
    h3 = (h3 << 15) | (h3 >>> 17);
    h3 = (Math.imul((h3 + h4) | 0, 5) + 0x96cd1c35) | 0;
    k4 = Math.imul(k4, c4);
    h4 ^= Math.imul((k4 << 18) | (k4 >>> 14), c1);
    h4 = (h4 << 13) | (h4 >>> 19);
    h4 = (Math.imul((h4 + h1) | 0, 5) + 0x32ac3b17) | 0;
  }
  const left = end - i;
  if (left > 12) {
    const k4 = Math.imul(shortWord(bytes, i + 12, end), c4);
    h4 ^= Math.imul((k4 << 18) | (k4 >>> 14), c1);
  }
  if (left > 8) {
    const k3 = Math.imul(shortWord(bytes, i + 8, end), c3);
    h3 ^= Math.imul((k3 << 17) | (k3 >>> 15), c4);
  }
  if (left > 4) {
    const k2 = Math.imul(shortWord(bytes, i + 4, end), c2);
    h2 ^= Math.imul((k2 << 16) | (k2 >>> 16), c3);
  }
  if (left > 0) {
    const k1 = Math.imul(shortWord(bytes, i, end), c1);
    h1 ^= Math.imul((k1 << 15) | (k1 >>> 17), c2);
  }
  const length = end - start;
  h1 ^= length;
  h2 ^= length;
  h3 ^= length;
  h4 ^= length;
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = (h2 + h1) | 0;
  h3 = (h3 + h1) | 0;
  h4 = (h4 + h1) | 0;
  h1 = mixed(h1);
  h2 = mixed(h2);
  h1 = (h1 + h2 + mixed(h3) + mixed(h4)) | 0;
  h2 = (h2 + h1) | 0;
  high[at] = h1;
  low[at] = h1 === 0 && h2 === 0 ? 1 : h2;
}

function word(bytes: Uint8Array, i: number): number {
  return (
    (bytes[i] as number) |
    ((bytes[i + 1] as number) << 8) |
    ((bytes[i + 2] as number) << 16) |
    ((bytes[i + 3] as number) << 24)
  );
}

/** The bytes from `i` on, at most four and none at or beyond `end`. */
function shortWord(bytes: Uint8Array, i: number, end: number): number {
  let value = bytes[i] as number;
  if (i + 1 < end) value |= (bytes[i + 1] as number) << 8;
  if (i + 2 < end) value |= (bytes[i + 2] as number) << 16;
  if (i + 3 < end) value |= (bytes[i + 3] as number) << 24;
  return value;
}

function mixed(lane: number): number {
  let h = lane ^ (lane >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
