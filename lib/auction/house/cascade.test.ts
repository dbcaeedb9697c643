import { describe, expect, it } from 'vitest';
import { publicLot } from '../public-lot';
import { keptOpenUntil } from '../terms/soft-close';
import { OfferRoom, offerLot } from '../testing/offer-room';
import { clock, minor, Room, refusalOf } from '../testing/room';
import { Saleroom } from '../testing/saleroom';
import { isCascade } from './cascade';

const MINUTE = 60_000;

describe('a cascade of closes', () => {
  it('[SFT6] group: a late bid keeps the others open until t + extension', () => {
    const softClose = { windowMs: 10 * MINUTE, extensionMs: 5 * MINUTE, mode: 'any' } as const;
    const bidOn = { softClose, closesAtMs: clock('12:00:00'), extensions: 0 };
    const untilMs = keptOpenUntil(bidOn, clock('11:58:00'), true);
    expect(untilMs).toBe(clock('12:03:00'));
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

  it('[SFT6, DUT1, FMT1] moves no falling price, which would rise by it, and no lot that a clerk calls', () => {
    // Down from 1000 to nothing in twenty steps, and one interval there.
    const falling = new OfferRoom(
      offerLot({
        format: 'dutch',
        selling: { units: 1, stepMinor: minor(50), intervalMs: MINUTE },
        startMinor: minor(1000),
        closesAtMs: clock('09:21:00'),
      }),
    );
    const rooms = [
      [falling, 'wrong-format'],
      [new Saleroom(), 'by-clerk-only'],
    ] as const;
    for (const [room, kind] of rooms) {
      const before = publicLot(room.state);
      const cascade = { kind: 'cascadeLot', closesAtMs: before.closesAtMs + MINUTE } as const;
      expect(refusalOf(room.run(cascade, before.opensAtMs))).toMatchObject({ kind });
      expect(publicLot(room.state)).toEqual(before);
    }
  });
});
