/**
 * A channel's digest (CHN1): an order-free sum of two seeded 32-bit hashes of `key.version` over the
 * records present in it, plus one member for the epoch (EPO1). Adding and removing are exact
 * inverses, so a holder keeps it up to date with every change instead of reading all again.
 * Not cryptographic: it finds differences between friends.
 */
export interface ChannelDigest {
  /** Counts a record in. Tombstones are never counted. */
  add(key: string, version: number): void;
  /** Takes a record out that was added with exactly this key and version. */
  remove(key: string, version: number): void;
  /** 16 hex digits; equal sets of records in the same epoch give equal digests. */
  hex(epoch: number): string;
}

const SEED_HIGH = 0x9747b28c;
const SEED_LOW = 0x3c6ef372;

/** MurmurHash3 (x86, 32-bit) over the UTF-16 code units of a text, one block each. */
function hash32(text: string, seed: number): number {
  let h = seed;
  for (let at = 0; at < text.length; at += 1) {
    let k = Math.imul(text.charCodeAt(at), 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    h ^= Math.imul(k, 0x1b873593);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  h ^= text.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

const hex8 = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');

/** Two seeded 32-bit hashes of a text, 16 hex digits; for comparing what friends hold (EDT3). */
export const textDigest = (text: string): string =>
  hex8(hash32(text, SEED_HIGH)) + hex8(hash32(text, SEED_LOW));

/** An empty channel's digest, to be added to. */
export function createChannelDigest(): ChannelDigest {
  let high = 0;
  let low = 0;
  return {
    add(key, version) {
      const member = `${key}.${version}`;
      high = (high + hash32(member, SEED_HIGH)) | 0;
      low = (low + hash32(member, SEED_LOW)) | 0;
    },
    remove(key, version) {
      const member = `${key}.${version}`;
      high = (high - hash32(member, SEED_HIGH)) | 0;
      low = (low - hash32(member, SEED_LOW)) | 0;
    },
    hex(epoch) {
      const member = `epoch.${epoch}`;
      return hex8(high + hash32(member, SEED_HIGH)) + hex8(low + hash32(member, SEED_LOW));
    },
  };
}

/** The digest of a whole set at once (CHN1); `records` are those present, without tombstones. */
export function digestOf(
  epoch: number,
  records: Iterable<{ key: string; version: number }>,
): string {
  const digest = createChannelDigest();
  for (const { key, version } of records) digest.add(key, version);
  return digest.hex(epoch);
}
