import { describe, expect, it } from 'vitest';
import type { ChainBody } from '../../lib/auction/ledger/chain';
import { openedOnEnd } from '../../lib/auction/ledger/openings';
import { bodiesOf, chained } from '../../lib/auction/testing/chained';
import { OfferRoom, offerLot } from '../../lib/auction/testing/offer-room';
import { clock, minor, Room } from '../../lib/auction/testing/room';
import type { LedgerFile } from './kept-files';
import { kept, rechained, saved, sha256, signed, stranger } from './testing/saved-ledger';
import { verifyLedger } from './verify-ledger';

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
      return verifyLedger(
        { lotId: 42, auctionId: 7, isComplete, entries, openings: opened },
        kept(),
      );
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
