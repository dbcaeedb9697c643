import { describe, expect, it } from 'vitest';
import { publicLot } from '../public-lot';
import { keptOpenUntil } from '../terms/soft-close';
import { clock, Room, refusalOf } from '../testing/room';
import { groupMoves, isCascade, type LotClose, sequenceMoves, staggered } from './cascade';

const MINUTE = 60_000;
const lotsAt = (...times: string[]): LotClose[] =>
  times.map((time, index) => ({ lotId: index + 1, closesAtMs: clock(time) }));

describe('a cascade of closes', () => {
  it('[SFT6] lots close an interval apart, in lot order', () => {
    const closes = ['12:00:00', '12:01:00', '12:02:00'].map(clock);
    expect(staggered(clock('12:00:00'), 3, MINUTE)).toEqual(closes);
  });

  it('[SFT6] sequence: interval 1, lot 1 12:00 → 12:05, so lot 2 12:06', () => {
    const [moved, ...others] = lotsAt('12:05:00', '12:01:00', '12:02:00', '12:08:00', '12:08:30');
    const moves = sequenceMoves([moved ?? expect.fail(), ...others], MINUTE);
    expect(moves).toEqual([
      { lotId: 2, closesAtMs: clock('12:06:00') },
      { lotId: 3, closesAtMs: clock('12:07:00') },
      // Lot 4 was late enough; lot 5 was too near to it.
      { lotId: 5, closesAtMs: clock('12:09:00') },
    ]);
  });

  it('[SFT6] sequence: who closes far enough behind is left alone', () => {
    expect(sequenceMoves(lotsAt('12:00:30', '12:02:00', '12:03:00'), MINUTE)).toEqual([]);
    expect(sequenceMoves([], MINUTE)).toEqual([]);
  });

  it('[SFT6] group: each lot closes at the later of its own close and t + extension', () => {
    const softClose = { windowMs: 10 * MINUTE, extensionMs: 5 * MINUTE, mode: 'any' } as const;
    const bidOn = { softClose, closesAtMs: clock('12:00:00'), extensions: 0 };
    const untilMs = keptOpenUntil(bidOn, clock('11:58:00'), true);
    expect(untilMs).toBe(clock('12:03:00'));
    const lots = lotsAt('12:00:00', '12:01:00', '12:03:00', '12:05:00');
    expect(groupMoves(lots, untilMs ?? 0)).toEqual([
      { lotId: 1, closesAtMs: clock('12:03:00') },
      { lotId: 2, closesAtMs: clock('12:03:00') },
    ]);
  });

  it('[SFT6, SFT2] group: a bid that came too early or past the caps moves nobody', () => {
    const softClose = {
      windowMs: MINUTE,
      extensionMs: MINUTE,
      mode: 'any',
      mostExtensions: 1,
    } as const;
    const lot = { softClose, closesAtMs: clock('12:00:00'), extensions: 0 };
    expect(keptOpenUntil(lot, clock('11:59:00'), true)).toBeNull();
    expect(keptOpenUntil({ ...lot, extensions: 1 }, clock('11:59:30'), true)).toBeNull();
    expect(keptOpenUntil({ ...lot, softClose: null }, clock('11:59:30'), true)).toBeNull();
  });

  it('[SFT6] an interval is at least a millisecond and at most a day', () => {
    for (const intervalMs of [0, -1, 0.5, 86_400_001, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(isCascade({ mode: 'sequence', intervalMs })).toBe(false);
    }
    expect(isCascade({ mode: 'sequence', intervalMs: MINUTE })).toBe(true);
    expect(isCascade({ mode: 'group' })).toBe(true);
  });

  it('[SFT6, SFT4] moves a lot of the sale, open or not yet, and only to a later close', () => {
    for (const phase of ['open', 'scheduled'] as const) {
      const room = new Room({}, phase);
      const before = room.state;
      const closesAtMs = clock('12:06:00');
      const { line } = room.run({ kind: 'cascadeLot', closesAtMs }, clock('11:59:00'));
      expect(line).toMatchObject({ kind: 'cascaded', by: 'clock', closesAtMs });
      expect(publicLot(room.state)).toEqual({
        ...publicLot(before),
        closesAtMs,
        version: before.version + 1,
      });
      const again = room.run({ kind: 'cascadeLot', closesAtMs }, clock('11:59:00'));
      expect(refusalOf(again)).toMatchObject({ kind: 'not-due' });
    }
  });
});
