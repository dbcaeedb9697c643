import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SetTerms } from '../command';
import type { Settlement } from '../settle';
import { type HouseRole, type LotTerms, PLAIN_ENGLISH, type TermName } from '../state';
import { clock, houseTerms, kindsOf, minor, Room, refusalOf, TENS, WHY } from '../testing/room';
import type { TermsStage } from './fixed-term';
import { TERM_CHANGES } from './term-changes';
import type { TermsProblem } from './terms-problem';

const STAGES: readonly TermsStage[] = ['scheduled', 'unbid', 'bid', 'ended'];
const NOW = clock('11:00:00');
const START_TERMS = { reserveMinor: minor(500) };

/** A change of each term that its own rule lets pass where the table does. */
const CHANGES: { [T in TermName]: Pick<LotTerms, T> } = {
  format: { format: 'reverse' },
  selling: { selling: { ...PLAIN_ENGLISH, belowReserve: 'in-full' } },
  startMinor: { startMinor: minor(50) },
  reserveMinor: { reserveMinor: minor(400) },
  ladder: { ladder: [{ fromMinor: 0, stepMinor: minor(20) }] },
  opensAtMs: { opensAtMs: clock('09:30:00') },
  closesAtMs: { closesAtMs: clock('11:30:00') },
  softClose: { softClose: { windowMs: 60_000, extensionMs: 60_000, mode: 'any' } },
  closeGraceMs: { closeGraceMs: 800 },
  staleBid: { staleBid: 'confirm' },
  offLadder: { offLadder: 'round-down' },
  sellerId: { sellerId: 'user-other' },
};

function roomIn(stage: TermsStage): Room {
  const room = new Room(START_TERMS, stage === 'scheduled' ? 'scheduled' : 'open');
  if (stage === 'bid' || stage === 'ended') room.max('A', 150);
  if (stage === 'ended') room.run({ kind: 'closeLot', by: 'clerk' }, NOW);
  return room;
}

const change = (room: Room, by: SetTerms['by'], field: TermName): Settlement =>
  room.run({ ...houseTerms(CHANGES[field]), by }, NOW);

describe('the table of terms', () => {
  for (const [field, { rule, at }] of Object.entries(TERM_CHANGES)) {
    for (const stage of STAGES) {
      const cell = at[stage];
      const who = cell ? cell.by.join(', ') : 'nobody';
      it(`[TRM1] ${field}, ${stage}: ${who}`, () => {
        for (const by of ['clock', 'clerk', 'auctioneer', 'admin'] as const) {
          const room = roomIn(stage);
          const { state } = room;
          const settled = change(room, by, field as TermName);
          if (cell?.by.includes(by)) {
            expect(kindsOf(settled)).toEqual(['termsSet']);
            expect(settled.line).toMatchObject({ kind: 'termsSet', by });
            expect(settled.line?.act).toEqual({ why: WHY, changed: [field] });
            expect(room.state).toMatchObject(CHANGES[field as TermName]);
          } else if (stage === 'ended') {
            expect(refusalOf(settled)).toMatchObject({ kind: 'wrong-phase' });
            expect(room.state).toBe(state);
          } else {
            expect(refusalOf(settled)).toMatchObject({
              kind: 'term-fixed',
              rule: 'TRM1',
              fixed: [{ field, rule }],
            });
            expect(settled.line).toBeNull();
            expect(room.state).toBe(state);
          }
        }
      });
    }
  }

  it('[TRM1] nothing of it changes after the end, and nobody below the auctioneer but times', () => {
    for (const [field, { at }] of Object.entries(TERM_CHANGES)) {
      expect(at.ended).toBeNull();
      for (const stage of STAGES) {
        const isTime = field === 'opensAtMs' || field === 'closesAtMs';
        if (!isTime) expect(at[stage]?.by.includes('clerk') ?? false).toBe(false);
      }
    }
  });

  it('[TRM1] stands in the specification as it is here', () => {
    const cellText = (cell: (typeof TERM_CHANGES)[TermName]['at'][TermsStage]) =>
      cell ? `${cell.by.join(', ')}; ${cell.way}; ${cell.then}` : '–';
    const rows = Object.entries(TERM_CHANGES).map(
      ([field, { rule, at }]) =>
        `| ${field} | ${rule} | ${STAGES.slice(0, 3)
          .map((stage) => cellText(at[stage]))
          .join(' | ')} |`,
    );
    const spec = readFileSync(new URL('../SPEC.md', import.meta.url), 'utf8');
    expect(rows.filter((row) => !spec.includes(row))).toEqual([]);
  });
});

describe('a change of terms', () => {
  it('[TRM1, LED3] refused, it names the rule and from when to when, how and by whom it may be', () => {
    const room = roomIn('bid');
    const terms = { startMinor: minor(50), ladder: TENS, closeGraceMs: 900, format: 'reverse' };
    const settled = room.run(houseTerms(terms as Partial<LotTerms>), NOW);
    const by = ['auctioneer', 'admin'];
    expect(refusalOf(settled).fixed).toEqual([
      { field: 'format', rule: 'TRM1', allowed: null },
      {
        field: 'startMinor',
        rule: 'PRX1',
        allowed: { from: 'scheduled', to: 'unbid', way: 'any', by },
      },
      {
        field: 'closeGraceMs',
        rule: 'G6',
        allowed: { from: 'scheduled', to: 'scheduled', way: 'any', by },
      },
    ]);
  });

  it('[TRM1] one term that may not change keeps the others from changing', () => {
    const room = roomIn('bid');
    const { state } = room;
    const ladder = [{ fromMinor: 0, stepMinor: minor(5) }];
    room.run(houseTerms({ ladder, startMinor: minor(50) }), NOW);
    expect(room.state).toBe(state);
  });

  it('[TRM1, PRX1] an open start may only be eased, in either direction of price', () => {
    const dearer = { startMinor: minor(120) };
    expect(refusalOf(roomIn('unbid').run(houseTerms(dearer), NOW)).fixed).toEqual([
      {
        field: 'startMinor',
        rule: 'PRX1',
        allowed: { from: 'unbid', to: 'unbid', way: 'eased', by: ['auctioneer', 'admin'] },
      },
    ]);
    const down = () => new Room({ format: 'reverse' });
    expect(refusalOf(down().run(houseTerms({ startMinor: minor(90) }), NOW)).kind).toBe(
      'term-fixed',
    );
    expect(kindsOf(down().run(houseTerms(dearer), NOW))).toEqual(['termsSet']);
  });

  it('[TRM1] the same terms again change nothing and leave no line', () => {
    const room = roomIn('bid');
    const { state } = room;
    const settled = room.run(houseTerms({ startMinor: minor(100), ladder: [...TENS] }), NOW);
    expect([kindsOf(settled), settled.line]).toEqual([[], null]);
    expect(room.state).toBe(state);
  });

  it('[TRM2] needs a reason once the lot is open, not before', () => {
    const silent = { ...houseTerms(CHANGES.ladder), why: null };
    expect(refusalOf(roomIn('unbid').run(silent, NOW))).toEqual({
      kind: 'needs-why',
      rule: 'TRM2',
    });
    const { line } = roomIn('scheduled').run(silent, NOW);
    expect(line?.act).toEqual({ why: null, changed: ['ladder'] });
  });

  it.each<HouseRole>(['clerk', 'auctioneer', 'admin'])(
    '[TRM2, LED6] its line says that the %s did it, when, what, and why only as a hash',
    (by) => {
      const room = roomIn('bid');
      const { line } = room.run({ ...houseTerms(CHANGES.closesAtMs), by }, NOW);
      expect(line).toMatchObject({
        kind: 'termsSet',
        by,
        decidedAtMs: NOW,
        closesAtMs: clock('11:30:00'),
        act: { why: WHY, changed: ['closesAtMs'] },
      });
    },
  );

  it('[INC2] a new ladder counts from the next bid: the price stays, the ask is another', () => {
    const room = new Room();
    room.max('A', 300);
    room.max('B', 120);
    const ladder = [{ fromMinor: 0, stepMinor: minor(50) }];
    const { version } = room.state;
    room.run(houseTerms({ ladder }), NOW);
    expect([room.standing(), room.ask(), room.state.version]).toEqual(['130 A', 180, version + 1]);
    expect(refusalOf(room.max('B', 150))).toMatchObject({ askMinor: minor(180) });
    room.max('B', 180);
    expect(room.standing()).toBe('230 A');
  });

  it('[REG3] a seller who was named wrongly: the right one bids no more', () => {
    const room = new Room();
    room.max('A', 150);
    room.run(houseTerms({ sellerId: 'user-A' }), NOW);
    expect(refusalOf(room.max('A', 400, { received: '11:00:01' }))).toMatchObject({
      rule: 'REG3',
    });
  });
});

describe('a close that the clerk moves', () => {
  const softClose = { windowMs: 180_000, extensionMs: 60_000, mode: 'any' } as const;
  const moved = (room: Room, closesAtMs: number, by: SetTerms['by'] = 'clerk') =>
    room.run({ ...houseTerms({ closesAtMs }), by }, NOW + 0.9);

  it('[SFT4] earlier, but not nearer than the last window', () => {
    const room = new Room({ softClose });
    expect(refusalOf(moved(room, NOW + 179_999))).toEqual({
      kind: 'too-soon',
      rule: 'SFT4',
      earliestAtMs: NOW + 180_000,
    });
    expect(kindsOf(moved(room, NOW + 180_000))).toEqual(['termsSet']);
    expect(room.state).toMatchObject({ closesAtMs: NOW + 180_000, extensions: 0 });
  });

  it('[SFT4] without a soft close the notice is that of the default', () => {
    expect(refusalOf(moved(new Room(), NOW + 119_999)).earliestAtMs).toBe(NOW + 120_000);
  });

  it('[SFT4, CLS1] no bid received before it is late by it', () => {
    const room = new Room();
    moved(room, NOW + 120_000);
    room.max('A', 150, { received: '11:01:59.999' });
    expect(room.standing()).toBe('100 A');
  });

  it('[SFT4] later at any time, even in the last second', () => {
    const room = new Room({ softClose });
    const lastSecond = clock('11:59:59');
    const command = { ...houseTerms({ closesAtMs: clock('12:00:10') }), by: 'clerk' } as const;
    expect(kindsOf(room.run(command, lastSecond))).toEqual(['termsSet']);
  });

  it('[SFT2, SFT4] not past the latest end that the lot was offered with', () => {
    const latestEndMs = clock('12:30:00');
    const room = new Room({ softClose: { ...softClose, latestEndMs } });
    expect(refusalOf(moved(room, latestEndMs + 1))).toMatchObject({
      kind: 'bad-terms',
      problems: [{ field: 'softClose', kind: 'bad-time' }],
    });
    expect(kindsOf(moved(room, latestEndMs))).toEqual(['termsSet']);
  });

  it('[SFT2, CLS7] what an interruption took past the latest end holds up no other change', () => {
    const room = new Room({ softClose: { ...softClose, latestEndMs: clock('12:00:00') } });
    room.run({ kind: 'resumeLot', closesAtMs: clock('12:10:00') }, NOW);
    const ladder = [{ fromMinor: 0, stepMinor: minor(5) }];
    expect(kindsOf(room.run(houseTerms({ ladder }), NOW))).toEqual(['termsSet']);
  });

  it('[SFT2, TRM1] but excuses no new soft close that cannot stand, and no close of the clerk past the latest end', () => {
    const latestEndMs = clock('12:05:00');
    const room = new Room({ softClose: { ...softClose, latestEndMs } });
    room.run({ kind: 'resumeLot', closesAtMs: clock('12:05:01') }, NOW);
    const before = room.state;
    const refused: readonly [Partial<LotTerms>, TermsProblem['kind']][] = [
      [{ softClose: { ...softClose, windowMs: -5 } }, 'bad-duration'],
      [{ softClose: { ...softClose, latestEndMs: 0 } }, 'bad-time'],
      [{ softClose: { ...softClose, latestEndMs: latestEndMs - 1 } }, 'bad-time'],
      [{ closesAtMs: clock('20:00:00') }, 'bad-time'],
    ];
    for (const [terms, kind] of refused) {
      const problems = [{ field: 'softClose', kind }];
      expect(refusalOf(room.run(houseTerms(terms), NOW))).toMatchObject({
        kind: 'bad-terms',
        problems,
      });
    }
    expect(room.state).toEqual(before);
    const both = {
      closesAtMs: clock('12:20:00'),
      softClose: { ...softClose, latestEndMs: clock('12:20:00') },
    };
    expect(kindsOf(room.run(houseTerms(both), NOW))).toEqual(['termsSet']);
  });

  it('[SFT4] before the lot opens it lies ahead; the clock alone moves one that was missed', () => {
    const room = new Room({}, 'scheduled');
    const noon = clock('12:00:00');
    const late = (by: SetTerms['by'], closesAtMs: number) =>
      room.run({ ...houseTerms({ closesAtMs }), by, why: null }, noon + 60_000);
    expect(refusalOf(late('clerk', noon + 30_000))).toMatchObject({ kind: 'too-soon' });
    expect(kindsOf(late('clock', noon + 90_000))).toEqual(['termsSet']);
  });
});
