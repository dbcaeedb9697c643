import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../shared/assert';
import { RULE_VERSION } from '../state';
import { chained, sha256 } from '../testing/chained';
import { clock, houseTerms, minor, Room } from '../testing/room';
import { type ChainedEntry, chainEntry, commitment, verifyChain, verifyOpening } from './chain';
import type { LedgerLine } from './line';

const saltOf = (entry: number) => entry.toString(16).padStart(32, '0');
const TEN = clock('10:00:00');

/** A room with one of everything: taken, outbid at once, refused, raised, sold. */
function busyRoom(): Room {
  const room = new Room();
  room.max('A', 150);
  room.max('B', 120);
  room.exact('B', 125);
  room.max('A', 170);
  room.exact('C', 400);
  room.run({ kind: 'closeLot', by: 'clock' }, clock('12:00:00.500'));
  return room;
}

const linesOf = (room: Room): LedgerLine[] =>
  room.settlements.flatMap(({ line }) => (line ? [line] : []));

const chainOf = (lines: readonly LedgerLine[]): ChainedEntry[] =>
  chained(lines.map((line) => ({ line }))).entries;

/** All texts of a room's chain, without the hashes in them. */
const textsOf = (room: Room): string =>
  chainOf(linesOf(room))
    .map(({ text }) => text.replaceAll(/"[0-9a-f]{64}"/g, '"#"'))
    .join();

describe('ledger lines', () => {
  it('[LED1] one line for each command taken and each bid refused, numbered without gap', () => {
    const room = busyRoom();
    const told = linesOf(room).map((line) => [line.kind, line.paddle, line.outcome, line.code]);
    expect(told).toEqual([
      ['opened', null, null, null],
      ['bid', 1, 'leading', null],
      ['bid', 2, 'outbid', null],
      ['bid', 2, null, 'below-ask'],
      ['bid', 1, 'raised', null],
      ['bid', 3, 'leading', null],
      ['sold', null, null, null],
    ]);
    expect(room.state.entry).toBe(7);
  });

  it('[LED1] a max is secret, and public of it is only what the price proves', () => {
    const amounts = linesOf(busyRoom()).map((line) => [
      line.publicAmountMinor,
      line.secrets.max ?? null,
    ]);
    expect(amounts).toEqual([
      [null, null],
      [minor(100), minor(150)],
      [minor(110), minor(120)],
      [minor(125), null],
      [null, minor(170)],
      [minor(400), null],
      [null, null],
    ]);
  });

  it('[LED1] a line holds the lot after it, both times with their error, and the rule version', () => {
    const room = new Room();
    const { line } = room.max('A', 150, { received: '10:00:00', decided: '10:00:00.025' });
    expect(line).toMatchObject({
      by: 'bidder',
      bidKind: 'max',
      priceMinor: minor(100),
      leaderPaddle: 1,
      closesAtMs: clock('12:00:00'),
      receivedAtMs: TEN,
      receivedErrorMs: 1,
      decidedAtMs: TEN + 25,
      ruleVersion: RULE_VERSION,
    });
  });

  it('[LED1] refused bids leave a line before the close and none after', () => {
    const room = new Room({}, 'scheduled');
    expect(room.max('A', 150).line).toMatchObject({ code: 'lot-not-open', paddle: 1 });
    room.run({ kind: 'openLot', by: 'clerk' }, TEN);
    expect(room.max('A', 150, { received: '12:00:00' }).line).toMatchObject({ code: 'too-late' });
    room.run({ kind: 'closeLot', by: 'clerk' }, TEN);
    const { entry } = room.state;
    expect(room.max('A', 150).line).toBeNull();
    expect(room.state.entry).toBe(entry);
  });

  it('[LED1, REG1] who is not admitted to the sale cannot write into the ledger', () => {
    for (const phase of ['scheduled', 'open'] as const) {
      const room = new Room({}, phase);
      const { state } = room;
      const strangers = [
        { registered: false },
        { status: 'pending' },
        { status: 'declined' },
        { status: 'suspended' },
        { registered: false, isHouse: true },
        { registered: false, userId: 'user-seller' },
      ] as const;
      for (const stranger of strangers) {
        const { outcome, line } = room.max('A', 150, stranger);
        expect([outcome.ok, line]).toEqual([false, null]);
        expect(room.max('A', 150, { ...stranger, received: '12:00:00' }).line).toBeNull();
      }
      expect(room.state).toBe(state);
      // A seller who is admitted is noted: that somebody bid on their own lot must not go unseen.
      const { line } = room.max('S', 150, { userId: 'user-seller' });
      expect(line).toMatchObject({
        paddle: 19,
        code: phase === 'open' ? 'own-lot' : 'lot-not-open',
      });
    }
  });

  it('[LED1] what is no amount, and the clock come too early, leave no line', () => {
    const room = new Room();
    const { state } = room;
    expect(room.bid('max', 'A', 1.5).line).toBeNull();
    expect(room.bid('max', 'A', Number.NaN, { status: 'pending' }).line).toBeNull();
    expect(room.run({ kind: 'closeLot', by: 'clock' }, TEN).line).toBeNull();
    expect(room.state).toBe(state);
  });

  it('[LED1] ledger time never runs backwards, though the clock was set back', () => {
    const room = new Room();
    room.max('A', 150, { decided: '10:00:01' });
    const { line } = room.max('B', 300, { decided: '10:00:00' });
    expect(line?.decidedAtMs).toBe(TEN + 1000);
  });

  it('[LED1] the terms of the bidding are written when it opens, the reserve only as a fact', () => {
    const room = new Room({ reserveMinor: 123_457 }, 'scheduled');
    const changed = room.run(houseTerms({ startMinor: 200 }), 0).line;
    expect(changed).toMatchObject({
      kind: 'termsSet',
      terms: { startMinor: 200, hasReserve: true },
    });
    const opened = room.run({ kind: 'openLot', by: 'clock' }, TEN).line;
    expect(opened).toMatchObject({ kind: 'opened', by: 'clock', terms: { startMinor: 200 } });
    const { entries, openings } = chained(room.settlements);
    expect(JSON.stringify(entries)).not.toContain('123457');
    // Each line that sets a reserve commits to it (LED5).
    expect(openings).toMatchObject([
      { entry: 1, of: 'reserve', amountMinor: 123_457 },
      { entry: 2, of: 'reserve', amountMinor: 123_457 },
    ]);
    for (const [at, opening] of openings.entries()) {
      expect(verifyOpening(entries[at]?.text ?? '', opening, sha256)).toBe(true);
    }
    const withdrawn = room.run({ kind: 'withdrawLot' }, TEN).line;
    expect(withdrawn).toMatchObject({ kind: 'withdrawn', by: 'clerk' });
  });

  it('[LED6] holds no user id and no registration id', () => {
    expect(textsOf(busyRoom())).not.toMatch(/user-|registration/);
  });
});

describe('the chain', () => {
  it('[LED1, LED2] a whole chain verifies and gives its head', () => {
    const chain = chainOf(linesOf(busyRoom()));
    const head = { entries: 7, hash: chain.at(-1)?.hash };
    expect(verifyChain(42, chain, sha256)).toEqual({ ok: true, value: head });
    expect(verifyChain(42, [], sha256)).toEqual({ ok: true, value: { entries: 0, hash: null } });
  });

  it('[LED1] the hashed text is canonical, and its form is fixed', () => {
    const [opened] = chainOf(linesOf(new Room()));
    expect(opened).toEqual({
      text:
        '{"bidKind":null,"by":"clock","closesAtMs":43200000,"code":null,"commitments":{},' +
        '"decidedAtMs":32400000,"entry":1,"epoch":1,"format":2,"hasPriority":false,"kind":"opened",' +
        '"leaderPaddle":null,"leastUnits":null,"lotId":42,"outcome":null,"paddle":null,"previousHash":null,' +
        '"priceMinor":null,"publicAmountMinor":null,"receivedAtMs":32400000,"receivedErrorMs":0,' +
        '"reserve":"none","ruleVersion":1,"sales":null,"seenAskMinor":null,' +
        '"terms":{"closeGraceMs":500,"closesAtMs":43200000,"currency":"USD","format":"english",' +
        '"hasReserve":false,"ladder":[{"fromMinor":0,"stepMinor":1000}],"offLadder":"keep",' +
        '"opensAtMs":32400000,"selling":{"belowReserve":"steps","buyNowMinor":null},"softClose":null,"staleBid":"accept",' +
        '"startMinor":10000},"units":null}',
      hash: 'ee77f14cf040533976d852324a1de7ff4084d7ca6accea8b1174afb04e37f1bb',
    });
  });

  it('[LED1] no max stands in any text', () => {
    expect(textsOf(busyRoom())).not.toMatch(/15000|12000|17000|secret/);
  });

  const damage: [string, (chain: ChainedEntry[]) => void, string, number][] = [
    [
      'a changed text',
      (chain) => alter(chain, 2, (text) => text.replace('11000', '11500')),
      'wrong-hash',
      3,
    ],
    [
      'a changed text with its hash',
      (chain) => forge(chain, 2, '11000', '11500'),
      'wrong-previous',
      4,
    ],
    ['a missing entry', (chain) => chain.splice(2, 1), 'wrong-entry', 3],
    ['a missing first entry', (chain) => chain.shift(), 'wrong-entry', 1],
    [
      'two entries swapped',
      (chain) => chain.splice(2, 2, ...chain.slice(2, 4).reverse()),
      'wrong-entry',
      3,
    ],
    ['another lot', (chain) => forge(chain, 6, '"lotId":42', '"lotId":43'), 'wrong-lot', 7],
    ['another format', (chain) => forge(chain, 6, '"format":2', '"format":3'), 'wrong-format', 7],
    [
      'an epoch gone back',
      (chain) => forge(chain, 6, '"epoch":1', '"epoch":0'),
      'epoch-went-back',
      7,
    ],
    [
      'time gone back',
      (chain) => forge(chain, 6, '"decidedAtMs":43200500', '"decidedAtMs":1'),
      'time-went-back',
      7,
    ],
    ['an uncanonical text', (chain) => forge(chain, 6, '{', '{ '), 'not-canonical', 7],
    ['no JSON', (chain) => forge(chain, 6, '{', ''), 'not-canonical', 7],
  ];

  function alter(chain: ChainedEntry[], index: number, change: (text: string) => string): void {
    const entry = chain[index];
    if (entry) chain[index] = { ...entry, text: change(entry.text) };
  }

  function forge(chain: ChainedEntry[], index: number, from: string, to: string): void {
    alter(chain, index, (text) => text.replace(from, to));
    const entry = chain[index];
    if (entry) chain[index] = { ...entry, hash: sha256(entry.text) };
  }

  it.each(damage)('[LED2] %s is found out', (_what, harm, kind, entry) => {
    const chain = chainOf(linesOf(busyRoom()));
    harm(chain);
    expect(verifyChain(42, chain, sha256)).toEqual({ ok: false, error: { kind, entry } });
  });

  it('[LED1] a commitment needs 128 bits of salt and the first entry none before it', () => {
    const short = { entry: 1, of: 'max', amountMinor: 100, salt: 'abcd' } as const;
    expect(() => commitment(42, short, sha256)).toThrow(InvariantError);
    const [opened, bid] = linesOf(busyRoom());
    if (!opened || !bid) throw new InvariantError('the room has bids');
    const place = { lotId: 42, entry: 1, epoch: 1, previousHash: null };
    const parts = { sha256, salt: () => 'abcd' };
    expect(() => chainEntry(bid, place, parts)).toThrow(InvariantError);
    expect(() => chainEntry(opened, { ...place, entry: 2 }, parts)).toThrow(InvariantError);
  });

  it('[LED1] the same amount and salt commit differently in another entry, lot or name', () => {
    const opening = { entry: 1, of: 'max', amountMinor: 100, salt: saltOf(1) } as const;
    const others = [opening, { ...opening, entry: 2 }, { ...opening, of: 'reserve' } as const];
    const all = others.map((one) => commitment(42, one, sha256));
    expect(new Set([...all, commitment(43, opening, sha256)]).size).toBe(4);
  });

  it('[LED5] an opened max fits its entry only, with its own salt and amount', () => {
    const [, first, second] = chainOf(linesOf(busyRoom()));
    if (!first || !second) throw new InvariantError('the room has bids');
    const opening = { entry: 2, of: 'max', amountMinor: minor(150), salt: saltOf(2) } as const;
    expect(verifyOpening(first.text, opening, sha256)).toBe(true);
    expect(verifyOpening(first.text, { ...opening, amountMinor: minor(151) }, sha256)).toBe(false);
    expect(verifyOpening(first.text, { ...opening, salt: saltOf(3) }, sha256)).toBe(false);
    expect(verifyOpening(first.text, { ...opening, of: 'reserve' }, sha256)).toBe(false);
    expect(verifyOpening(second.text, opening, sha256)).toBe(false);
    expect(verifyOpening('no entry', opening, sha256)).toBe(false);
  });
});
