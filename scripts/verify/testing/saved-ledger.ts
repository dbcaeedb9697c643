import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { ChainBody } from '../../../lib/auction/ledger/chain';
import { openedOnEnd } from '../../../lib/auction/ledger/openings';
import { bodiesOf, chained } from '../../../lib/auction/testing/chained';
import { clock, minor, Room } from '../../../lib/auction/testing/room';
import type { HeadProof, Kept, LedgerFile, ListedHead, Signed } from '../kept-files';

/** Written anew, for a verifier is no proof of itself. */
export const sha256 = (...parts: (string | Buffer)[]) =>
  createHash('sha256')
    .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
    .digest('hex');
const sorted = (value: unknown): unknown =>
  value && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, one]) => [name, sorted(one)]),
      )
    : Array.isArray(value)
      ? value.map(sorted)
      : value;
const textOf = (value: object) => JSON.stringify(sorted(value));

const house = generateKeyPairSync('ed25519');
/** Somebody with a key of their own. */
export const stranger = generateKeyPairSync('ed25519');
const keys = [{ kid: 'house', x: house.publicKey.export({ format: 'jwk' }).x ?? '' }];

/** A text of the house, signed by it, or by somebody who says that they are the house. */
export const signed = (body: object, { privateKey } = house): Signed => {
  const text = textOf(body);
  return {
    text,
    signature: sign(null, Buffer.from(text), privateKey).toString('base64url'),
    keyId: 'house',
  };
};

/** What a reader kept beside the file. */
export const kept = (receipts: readonly Signed[] = []): Kept => ({ keys, receipts });

/** Where the lot stood in each of five heads. */
const STOOD = [1, 3, 4, 6, 7];

/** A sale's heads over this lot and two others: as listed, the newest first, and how each proves the lot. */
function published(
  entries: LedgerFile['entries'],
  over: (seq: number) => object,
): { list: ListedHead[]; proofs: HeadProof[] } {
  const list: ListedHead[] = [];
  const proofs: HeadProof[] = [];
  const [one, two] = [sha256('one'), sha256('two')];
  const path = [
    { side: 'left', hash: one },
    { side: 'right', hash: two },
  ] as const;
  const node = (left: string, right: string) =>
    sha256(Buffer.from([1]), Buffer.from(left, 'hex'), Buffer.from(right, 'hex'));
  for (const [at, entry] of STOOD.entries()) {
    const seq = at + 1;
    const salt = `${seq}b`.repeat(16);
    const hash = entries[entry - 1]?.hash ?? '';
    const leaf = sha256(Buffer.from([0]), textOf({ entry, hash, lotId: 42, salt }));
    const before = list.at(-1);
    const head = signed({
      kind: 'lotcast-head',
      ...{ auctionId: 7, seq, epoch: 1, atMs: seq * 60_000, hasEnded: seq === 5, lots: 3 },
      root: node(node(one, leaf), two),
      previous: before ? sha256(before.text) : null,
      ...over(seq),
    });
    list.push({ seq, ...head });
    proofs.push({ ...head, entry, salt, path });
  }
  return { list: list.toReversed(), proofs };
}

/** What somebody has who saved the file, heads of its sale and a receipt while nobody forged yet. */
export function saved(over: (seq: number) => object = () => ({})) {
  const room = new Room({
    reserveMinor: minor(125),
    softClose: { windowMs: 60_000, extensionMs: 60_000, mode: 'any' },
  });
  room.max('A', 150);
  room.max('B', 120);
  room.exact('B', 160);
  room.max('C', 300);
  room.exact('D', 200, { received: '11:59:30' });
  room.run({ kind: 'closeLot', by: 'clock' }, clock('12:00:30.500'));
  const { entries, openings } = chained(room.settlements);
  const chain = bodiesOf({ entries });
  const { list, proofs } = published(entries, over);
  const file: LedgerFile = {
    ...{ lotId: 42, auctionId: 7, isComplete: true, entries },
    openings: openedOnEnd(chain, openings),
    heads: proofs.filter(({ entry }) => entry === 3 || entry === 7),
  };
  const receipt = signed(receiptOf(chain[5], entries[5]?.hash));
  return { file, chain, receipt, proofs, list, all: openings };
}

/** What the receipt of a bid says (docs/LEDGER.md). */
export function receiptOf(body: ChainBody | undefined, hash: string | undefined): object {
  if (!body) throw new Error('there is no such entry');
  const { lotId, entry, paddle, outcome, code, priceMinor, receivedAtMs, decidedAtMs } = body;
  return {
    kind: 'lotcast-receipt',
    ...{ auctionId: 7, lotId, entry, hash, paddle, outcome, code, priceMinor },
    ...{ receivedAtMs, decidedAtMs },
  };
}

/** Whoever forges well chains everything anew. */
export function rechained(bodies: readonly ChainBody[]): LedgerFile['entries'] {
  const entries: { text: string; hash: string }[] = [];
  for (const [index, body] of bodies.entries()) {
    const previousHash = entries.at(-1)?.hash ?? null;
    const text = textOf({ ...body, entry: index + 1, previousHash });
    entries.push({ text, hash: sha256(text) });
  }
  return entries;
}
