import { describe, expect, it } from 'vitest';
import { DEFAULT_SOFT_CLOSE } from '../state';
import { clock, factsOf, kindsOf, minor, Room, refusalOf, TEST_TERMS } from '../testing/room';
import { termsProblems } from './terms';

const MINUTE = 60_000;
const soft = (windowMin: number, extensionMin: number, mode: 'any' | 'leader' = 'any') => ({
  closesAtMs: clock('17:30:00'),
  softClose: { windowMs: windowMin * MINUTE, extensionMs: extensionMin * MINUTE, mode },
});

describe('soft close', () => {
  it.each([
    ['S1', 10, 10, '17:28:00', '17:38:00', 1],
    ['S2a', 1, 3, '17:29:30', '17:32:30', 1],
    ['S2b', 10, 15, '17:25:00', '17:40:00', 1],
    ['S2b', 10, 15, '17:20:00', '17:30:00', 0],
    ['just inside', 10, 15, '17:20:00.001', '17:35:00.001', 1],
    ['the last instant', 1, 3, '17:29:59.999', '17:32:59.999', 1],
  ])('[SFT1] %s: window %s, extension %s, bid at %s: closes %s', (...vector) => {
    const [, windowMin, extensionMin, received, closes, extensions] = vector;
    const room = new Room(soft(windowMin, extensionMin));
    room.max('A', 150, { received });
    expect(room.state).toMatchObject({ closesAtMs: clock(closes), extensions });
  });

  it('[SFT1] looks at the close as it stands, not at the first one', () => {
    const room = new Room(soft(10, 10));
    room.max('A', 150, { received: '17:28:00' });
    room.max('B', 200, { received: '17:27:59', decided: '17:28:01' });
    expect(room.state).toMatchObject({ closesAtMs: clock('17:38:00'), extensions: 1 });
    room.max('C', 300, { received: '17:37:00' });
    expect(room.state).toMatchObject({ closesAtMs: clock('17:47:00'), extensions: 2 });
  });

  it('[SFT1] counts from receive time, however long the bid then waited', () => {
    const room = new Room(soft(1, 1));
    room.max('A', 150, { received: '17:29:59', decided: '17:30:00.400' });
    expect(room.state.closesAtMs).toBe(clock('17:30:59'));
  });

  it('[SFT2] S2b with the latest end at 17:40: 17:29 → 17:40, and bids go on till then', () => {
    const { softClose, closesAtMs } = soft(10, 15);
    const latestEndMs = clock('17:40:00');
    const room = new Room({ closesAtMs, softClose: { ...softClose, latestEndMs } });
    room.max('A', 150, { received: '17:29:00' });
    expect(room.state).toMatchObject({ closesAtMs: latestEndMs, extensions: 1 });
    const late = room.max('B', 200, { received: '17:39:59.999' });
    expect(kindsOf(late)).toEqual(['bidAccepted']);
    expect(room.state).toMatchObject({ closesAtMs: latestEndMs, extensions: 1 });
    expect(refusalOf(room.max('C', 900, { received: '17:40:00' })).kind).toBe('too-late');
  });

  it('[SFT2] two extensions at most; a bid that moved no close is none', () => {
    const { softClose, closesAtMs } = soft(10, 10);
    const room = new Room({ closesAtMs, softClose: { ...softClose, mostExtensions: 2 } });
    room.max('A', 150, { received: '17:21:00' });
    room.max('B', 170, { received: '17:20:59', decided: '17:21:01' });
    expect(room.state).toMatchObject({ closesAtMs: clock('17:31:00'), extensions: 1 });
    room.max('C', 300, { received: '17:30:00' });
    expect(room.state).toMatchObject({ closesAtMs: clock('17:40:00'), extensions: 2 });
    expect(kindsOf(room.max('D', 400, { received: '17:39:00' }))).toEqual(['bidAccepted']);
    expect(room.state).toMatchObject({ closesAtMs: clock('17:40:00'), extensions: 2 });
  });

  it.each([
    ['no time', { latestEndMs: 1.5 }, 'bad-time'],
    ['before the close', { latestEndMs: clock('17:29:59') }, 'bad-time'],
    ['none at all', { mostExtensions: 0 }, 'bad-count'],
    ['half a time', { mostExtensions: 1.5 }, 'bad-count'],
  ])('[SFT2] a cap that cannot stand is refused: %s', (_what, cap, kind) => {
    const { softClose, closesAtMs } = soft(10, 10);
    const terms = { ...TEST_TERMS, closesAtMs, softClose: { ...softClose, ...cap } };
    expect(termsProblems(terms)).toEqual([{ field: 'softClose', kind }]);
  });

  it('[SFT4] an extension shorter than what is left does not shorten', () => {
    const room = new Room(soft(10, 2));
    expect(kindsOf(room.max('A', 150, { received: '17:25:00' }))).toEqual(['bidAccepted']);
    expect(room.state).toMatchObject({ closesAtMs: clock('17:30:00'), extensions: 0 });
  });

  it('[SFT3] a refused bid never extends', () => {
    const room = new Room(soft(10, 10));
    room.max('A', 150);
    const { state } = room;
    room.max('B', 105, { received: '17:28:00' });
    room.max('A', 120, { received: '17:28:00' });
    room.max('C', 900, { received: '17:28:00', status: 'suspended' });
    room.max('D', 900, { received: '17:30:00' });
    expect(room.state).toMatchObject({ closesAtMs: state.closesAtMs, extensions: 0 });
  });

  it('[SFT5] any: a bid outbid at once extends, it moved the price; a silent raise does not', () => {
    const room = new Room(soft(10, 10));
    room.max('A', 500);
    room.max('A', 600, { received: '17:28:00' });
    expect(room.state.extensions).toBe(0);
    const outbid = room.max('B', 200, { received: '17:28:00' });
    expect(kindsOf(outbid)).toEqual(['bidAccepted', 'extended']);
    expect(factsOf(outbid)[0]).toMatchObject({ outcome: 'outbid' });
  });

  it('[SFT5] any: a raise that brings the price to the reserve extends', () => {
    const room = new Room({ ...soft(10, 10), reserveMinor: minor(500) });
    room.max('A', 400);
    const raise = room.max('A', 500, { received: '17:28:00' });
    expect(kindsOf(raise)).toEqual(['bidAccepted', 'reserveMet', 'extended']);
  });

  it('[SFT5] leader: only a new leader extends', () => {
    const room = new Room({ ...soft(10, 10, 'leader'), reserveMinor: minor(600) });
    room.max('A', 500);
    room.max('B', 200, { received: '17:28:00' });
    room.max('A', 600, { received: '17:28:00' });
    expect(room.state.extensions).toBe(0);
    room.max('C', 700, { received: '17:28:00' });
    expect(room.state.extensions).toBe(1);
  });

  it('[SFT5] is any, two minutes and two minutes, unless a sale says otherwise', () => {
    expect(DEFAULT_SOFT_CLOSE).toEqual({ windowMs: 120_000, extensionMs: 120_000, mode: 'any' });
  });
});
