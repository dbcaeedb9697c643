import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ChainBody } from '../../lib/auction/ledger/chain';
import { openedOnEnd } from '../../lib/auction/ledger/openings';
import { bodiesOf, chained } from '../../lib/auction/testing/chained';
import { OfferRoom, offerLot } from '../../lib/auction/testing/offer-room';
import { clock, minor, Room } from '../../lib/auction/testing/room';
import type { HeadProof, LedgerFile, ListedHead, Signed } from './kept-files';
import { verifyLedger } from './verify-ledger';

/** Written anew, for a verifier is no proof of itself. */
const sha256 = (...parts: (string | Buffer)[]) =>
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
const stranger = generateKeyPairSync('ed25519');
const keys = [{ kid: 'house', x: house.publicKey.export({ format: 'jwk' }).x ?? '' }];

const signed = (body: object, { privateKey } = house): Signed => {
  const text = textOf(body);
  return {
    text,
    signature: sign(null, Buffer.from(text), privateKey).toString('base64url'),
    keyId: 'house',
  };
};

/** A head over this lot and two others. */
function headOver(entry: number, hash: string): HeadProof {
  const salt = 'ab'.repeat(16);
  const leaf = sha256(Buffer.from([0]), textOf({ entry, hash, lotId: 42, salt }));
  const [one, two] = [sha256('one'), sha256('two')];
  const node = (left: string, right: string) =>
    sha256(Buffer.from([1]), Buffer.from(left, 'hex'), Buffer.from(right, 'hex'));
  const root = node(node(one, leaf), two);
  const path = [
    { side: 'left', hash: one },
    { side: 'right', hash: two },
  ] as const;
  return { ...signed({ kind: 'lotcast-head', root }), entry, salt, path };
}

/** What somebody has who saved the file, a head of it and a receipt while nobody forged yet. */
function saved() {
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
  const opened = openedOnEnd(chain, openings);
  const heads = [3, 7].map((entry) => headOver(entry, entries[entry - 1]?.hash ?? ''));
  const file: LedgerFile = { lotId: 42, isComplete: true, entries, openings: opened, heads };
  const at = 6;
  const receipt = signed({
    kind: 'lotcast-receipt',
    lotId: 42,
    entry: at,
    hash: entries[at - 1]?.hash,
  });
  return { file, chain, receipt, all: openings };
}

/** Whoever forges well chains everything anew. */
function rechained(bodies: readonly ChainBody[]): LedgerFile['entries'] {
  const entries: { text: string; hash: string }[] = [];
  for (const [index, body] of bodies.entries()) {
    const previousHash = entries.at(-1)?.hash ?? null;
    const text = textOf({ ...body, entry: index + 1, previousHash });
    entries.push({ text, hash: sha256(text) });
  }
  return entries;
}

const kept = (receipts: readonly Signed[] = []) => ({ keys, receipts });

describe('the verifier of ledgers', () => {
  it('[LED2, LED5] finds nothing in what the house wrote, with its heads and a receipt', () => {
    const { file, receipt } = saved();
    expect(file.entries).toHaveLength(7);
    expect(file.openings.map(({ of, entry }) => `${of} ${entry}`)).toEqual([
      'reserve 1',
      'max 2',
      'max 3',
    ]);
    expect(verifyLedger(file, kept([receipt]))).toBeNull();
  });

  type Entries = LedgerFile['entries'];
  const plain: [string, (entries: Entries) => Entries, number, RegExp][] = [
    ['a dropped entry', (all) => all.toSpliced(2, 1), 3, /has the number 4/],
    [
      'entries out of order',
      (all) => [0, 2, 1, 3, 4, 5, 6].flatMap((at) => all[at] ?? []),
      2,
      /number 3/,
    ],
    ['an entry twice', (all) => all.toSpliced(3, 0, ...all.slice(2, 3)), 4, /has the number 3/],
    ['an entry of another lot', (all) => swap(all, 4, '"lotId":42', '"lotId":43'), 5, /of lot 43/],
    ['another amount', (all) => swap(all, 3, '16000', '16500', false), 4, /hash that is told/],
    ['another amount, hashed anew', (all) => swap(all, 3, '16000', '16500'), 5, /another hash/],
    [
      'another time, hashed anew',
      (all) => swap(all, 5, '"receivedAtMs":43170000', '"receivedAtMs":43100000'),
      7,
      /another hash/,
    ],
    ['spaces', (all) => swap(all, 1, '{', '{ '), 2, /canonical/],
    ['a truncated tail', (all) => all.slice(0, 6), 7, /missing: a published head/],
  ];
  function swap(all: Entries, at: number, from: string, to: string, anew = true): Entries {
    const { text, hash } = all[at] ?? { text: '', hash: '' };
    const changed = (text ?? '').replace(from, to);
    return all.with(at, { text: changed, hash: anew ? sha256(changed) : hash });
  }
  it.each(plain)('[LED2] finds %s', (_what, forge, entry, what) => {
    const { file } = saved();
    const forged = { ...file, entries: forge(file.entries) };
    expect(verifyLedger(forged, kept())).toMatchObject({
      entry,
      what: expect.stringMatching(what),
    });
  });

  /** All hashed anew by somebody who knows every secret, without anything the house signed. */
  const consistent: [string, (chain: ChainBody[]) => ChainBody[], number, RegExp][] = [
    ['another amount', (all) => put(all, 4, { publicAmountMinor: minor(155) }), 4, /priceMinor/],
    [
      'a later receive time',
      (all) => put(all, 6, { receivedAtMs: clock('11:59:45') }),
      6,
      /closesAtMs/,
    ],
    ['a dropped bid', (all) => all.toSpliced(5, 1), 6, /does not follow: closesAtMs/],
    [
      'bids out of order',
      (all) => [0, 1, 3, 2, 4, 5, 6].flatMap((at) => all[at] ?? []),
      3,
      /commit|follow/,
    ],
    [
      'a higher price at the hammer',
      (all) => put(all, 7, { sales: [{ paddle: 3, units: 1, priceMinor: minor(220) }] }),
      7,
      /sales/,
    ],
    [
      'a shill at the end',
      (all) => all.toSpliced(6, 0, shill(all)),
      7,
      /does not follow: code is null, by the rules "below-ask"/,
    ],
    ['a bid after the end', (all) => [...all, late(all)], 8, /does not follow: entry/],
  ];
  const put = (all: ChainBody[], entry: number, over: Partial<ChainBody>) =>
    all.map((body) => (body.entry === entry ? { ...body, ...over } : body));
  /** An exact bid that drives the winner up, without the ask it did not meet. */
  function shill(all: ChainBody[]): ChainBody {
    const last = all[5] as ChainBody;
    return { ...last, paddle: 5, publicAmountMinor: minor(205), priceMinor: minor(280) };
  }
  const late = (all: ChainBody[]): ChainBody => ({
    ...shill(all),
    decidedAtMs: clock('12:01:00'),
    receivedAtMs: clock('12:00:50'),
  });
  it.each(consistent)('[LED2] finds %s, though all is hashed anew', (_what, forge, entry, what) => {
    const { file, chain, all } = saved();
    const { heads: _heads, ...rest } = { ...file, openings: all };
    const forged = { ...rest, entries: rechained(forge(chain)) };
    expect(verifyLedger(forged, kept())).toMatchObject({
      entry,
      what: expect.stringMatching(what),
    });
  });

  it('[LED2] finds a shill by the book in what the house had signed before: its head, a receipt', () => {
    const { file, chain, receipt } = saved();
    const last = chain[5] as ChainBody;
    // At the right price, in time, by the rules: only what was published tells.
    const by = { paddle: 5, publicAmountMinor: minor(220), priceMinor: minor(230) };
    const sold = { ...(chain[6] as ChainBody), priceMinor: minor(230) };
    const sales = [{ paddle: 3, units: 1, priceMinor: minor(230) }];
    const bodies = [...chain.slice(0, 6), { ...last, ...by }, { ...sold, sales }];
    const { heads, ...rest } = file;
    const forged = { ...rest, entries: rechained(bodies) };
    expect(verifyLedger(forged, kept())).toBeNull();
    expect(verifyLedger({ ...forged, ...(heads && { heads }) }, kept())).toEqual({
      entry: 7,
      what: 'is another in a published head',
    });
    const withoutMine = rechained(chain.toSpliced(5, 1));
    expect(
      verifyLedger({ ...rest, isComplete: false, entries: withoutMine }, kept([receipt])),
    ).toEqual({
      entry: 6,
      what: 'is another in a receipt, or missing',
    });
  });

  it('[LED2] finds a ledger cut off before its end that is told as whole, and one with an end that is not', () => {
    const { heads: _heads, ...file } = saved().file;
    const cut = { ...file, entries: file.entries.slice(0, 6) };
    expect(verifyLedger(cut, kept())).toEqual({
      entry: 7,
      what: 'is missing: the file says that the lot has ended',
    });
    expect(verifyLedger({ ...cut, openings: [], isComplete: false }, kept())).toBeNull();
    expect(verifyLedger({ ...file, isComplete: false }, kept())).toEqual({
      entry: 7,
      what: 'ended the lot, of which the file says that it goes on',
    });
  });

  it('[LED2, CLS3, STA1] takes every end for one: a reopened lot’s last, a last withdrawal', () => {
    const again = { second: null, why: null, nextIsUp: false, isPaid: false } as const;
    const clerk = { userId: 'clerk', role: 'clerk' } as const;
    const room = new Room();
    const check = (isComplete: boolean, of: Room | OfferRoom<'dutch'> = room) => {
      const { entries, openings } = chained(of.settlements);
      const opened = openedOnEnd(bodiesOf({ entries }), openings);
      return verifyLedger({ lotId: 42, isComplete, entries, openings: opened }, kept());
    };
    room.max('A', 150);
    expect([check(false), check(true)?.entry]).toEqual([null, 3]);
    room.run({ kind: 'closeLot', by: 'clock' }, clock('12:00:00.500'));
    expect([check(true), check(false)?.entry]).toEqual([null, 3]);
    room.run({ kind: 'reopenLot', by: clerk, ...again }, clock('12:01:00'));
    room.max('B', 120, { received: '12:01:10' });
    expect([check(false), check(true)?.entry]).toEqual([null, 6]);
    room.run({ kind: 'withdrawLot' }, clock('12:01:20'));
    expect([check(true), check(false)?.entry]).toEqual([null, 6]);
    const never = new Room({}, 'scheduled');
    never.leave('A', 100);
    never.run({ kind: 'withdrawLot' }, clock('08:30:00'));
    expect([check(true, never), check(false, never)?.entry]).toEqual([null, 2]);
    const selling = { units: 1, stepMinor: minor(10), intervalMs: 60_000 };
    const closesAtMs = clock('09:11:00');
    const falling = offerLot<'dutch'>({ format: 'dutch', selling, closesAtMs });
    const dutch = new OfferRoom(falling);
    dutch.offer('A', 100, { received: '09:00:30' });
    expect([check(true, dutch), check(false, dutch)?.entry]).toEqual([null, 2]);
  });

  it('[LED5] finds a swapped opening, another amount, another salt', () => {
    const { file } = saved();
    const [reserve, first, second] = file.openings;
    if (!reserve || !first || !second) throw new Error('the lot opens three');
    for (const [opening, entry] of [
      [{ ...first, entry: 3 }, 3],
      [{ ...first, amountMinor: first.amountMinor + 1 }, 2],
      [{ ...second, salt: first.salt }, 3],
      [{ ...reserve, of: 'max' as const }, 1],
    ] as const) {
      expect(verifyLedger({ ...file, openings: [opening] }, kept())).toMatchObject({ entry });
    }
    const missing = { ...file, openings: [reserve, second] };
    expect(verifyLedger(missing, kept())?.what).toMatch(/opening is null/);
  });

  it('[LED2] takes no head and no receipt that another key signed', () => {
    const { file, receipt } = saved();
    const [head] = file.heads ?? [];
    if (!head) throw new Error('the lot has a head');
    const forged = { ...head, ...signed(JSON.parse(head.text), stranger) };
    expect(verifyLedger({ ...file, heads: [forged] }, kept())?.what).toMatch(/head is not signed/);
    const other = signed(JSON.parse(receipt.text), stranger);
    expect(verifyLedger(file, kept([other]))?.what).toMatch(/receipt is not signed/);
    expect(verifyLedger(file, { keys: [], receipts: [receipt] })?.what).toMatch(/not signed/);
  });
});

describe('the verifier of a sale’s published heads', () => {
  /** Five heads as the house lists them, the newest first. */
  function listed(over: (seq: number) => object = () => ({})): ListedHead[] {
    const heads: ListedHead[] = [];
    for (let seq = 1; seq <= 5; seq += 1) {
      const previous = heads.at(-1) ? sha256(heads.at(-1)?.text ?? '') : null;
      const said = { kind: 'lotcast-head', auctionId: 7, seq, previous, root: sha256(`${seq}`) };
      heads.push({ seq, ...signed({ ...said, ...over(seq) }) });
    }
    return heads.toReversed();
  }
  const check = (heads: readonly ListedHead[]) =>
    verifyLedger(saved().file, { ...kept(), heads })?.what ?? null;
  const at = (seq: number) => 5 - seq;
  const resigned = (head: ListedHead | undefined, over: object): ListedHead => ({
    seq: head?.seq ?? 0,
    ...signed({ ...JSON.parse(head?.text ?? '{}'), ...over }),
  });

  it('[LED2, HED1] finds nothing in what the house published, all of it or from some head on', () => {
    expect(check(listed())).toBeNull();
    expect(check(listed().slice(0, 3))).toBeNull();
  });

  const forged: [string, (all: ListedHead[]) => ListedHead[], RegExp][] = [
    ['a dropped head', (all) => all.toSpliced(at(3), 1), /head 4 does not follow head 2/],
    [
      'heads out of order',
      (all) => all.with(at(3), all[at(4)] as ListedHead).with(at(4), all[at(3)] as ListedHead),
      /head 4 does not follow head 2/,
    ],
    [
      'a head twice',
      (all) => all.toSpliced(at(3), 0, all[at(3)] as ListedHead),
      /head 3 is out of/,
    ],
    [
      'an altered head',
      (all) =>
        all.with(at(2), {
          ...(all[at(2)] as ListedHead),
          text: all[at(2)]?.text.replace('"auctionId":7', '"auctionId":8') ?? '',
        }),
      /head 2 is not signed/,
    ],
    [
      'a head that the house signed anew',
      (all) => all.with(at(2), resigned(all[at(2)], { root: sha256('another') })),
      /head 3 names another head before it/,
    ],
    [
      'the last head chained to nothing',
      (all) => all.with(at(5), resigned(all[at(5)], { previous: null })),
      /head 5 names another head before it/,
    ],
    [
      'a first head that names one before it',
      (all) => all.with(at(1), resigned(all[at(1)], { previous: sha256('x') })),
      /head 1 names another/,
    ],
    [
      'a head under another number',
      (all) => all.with(at(4), resigned(all[at(4)], { seq: 9 })),
      /head 4 says that it is head 9/,
    ],
    [
      'a head of another sale',
      (all) => all.with(at(4), resigned(all[at(4)], { auctionId: 8 })),
      /head 4 is of another sale/,
    ],
  ];
  it.each(forged)('[LED2, HED1] names %s', (_what, forge, what) => {
    expect(check(forge(listed()))).toMatch(what);
  });

  it('[LED2, HED1] finds a lot proven by another head than the one that was published', () => {
    const { file } = saved();
    const [proof] = file.heads ?? [];
    if (!proof) throw new Error('the lot has a head');
    const said = { ...JSON.parse(proof.text), auctionId: 7, seq: 2 };
    const other = { ...proof, ...signed(said) };
    const finding = verifyLedger({ ...file, heads: [other] }, { ...kept(), heads: listed() });
    expect(finding?.what).toBe('head 2 is another in the list of heads');
  });
});
