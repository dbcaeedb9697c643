import { describe, expect, it } from 'vitest';
import { publicLot } from '@/lib/api/public-lot';
import {
  orderFor,
  orderOfKey,
  runningOrder,
  type Stage,
  stepAsked,
  stepBeside,
} from './clerk-orders';

const lot = (id: number, stage: Stage, over: Record<string, unknown> = {}) => {
  const called = ['on-the-block', 'fair-warning', 'final-call'].includes(stage);
  const state = called ? 'open' : stage === 'pre-sale' ? 'scheduled' : stage;
  return publicLot.parse({
    id,
    auctionId: 7,
    channel: 0,
    version: 4,
    lotNumber: id,
    format: 'live',
    state: stage === 'on-hold' ? 'held' : state,
    currency: 'GBP',
    priceMinor: null,
    askMinor: 10_000,
    bidCount: 0,
    leaderPaddle: null,
    reserve: 'none',
    opensAtMs: 0,
    closesAtMs: 1,
    extensions: 0,
    saleroom: { stage, isFloor: false, stepMinor: null },
    ...over,
  });
};
const NOTHING = { amountMinor: null, paddle: null };

describe('the keys of the desk', () => {
  it('[LIV1] a key does what its stage allows and nothing else', () => {
    expect(orderOfKey('KeyE', 'on-the-block')).toBeNull();
    expect(orderOfKey('KeyE', 'fair-warning')).toBe('final-call');
    expect(orderOfKey('KeyH', 'fair-warning')).toBeNull();
    expect(orderOfKey('KeyH', 'final-call')).toBe('hammer');
    expect(orderOfKey('KeyK', 'final-call')).toBe('hold');
    expect(orderOfKey('KeyK', 'on-hold')).toBe('take-up');
    expect(orderOfKey('Space', 'final-call')).toBeNull();
    expect(orderOfKey('KeyN', 'sold')).toBeNull();
  });

  it('[LIV1] the hammer names the buyer where the room leads, and only there', () => {
    const led = lot(1, 'final-call', { priceMinor: 10_000, leaderPaddle: 7 });
    const seen = { version: 4, paddle: 7, priceMinor: 10_000 };
    const typed = { amountMinor: null, paddle: 9 };
    expect(orderFor('hammer', led, typed)).toEqual({ order: 'hammer', seen, buyerPaddle: null });
    const room = lot(1, 'final-call', { priceMinor: 10_000 });
    expect(orderFor('hammer', room, NOTHING)).toBeNull();
    expect(orderFor('hammer', room, typed)).toMatchObject({ buyerPaddle: 9 });
  });

  it('a floor bid is at the ask unless another amount was typed', () => {
    const up = lot(1, 'on-the-block');
    expect(orderFor('floor-bid', up, NOTHING)).toMatchObject({ amountMinor: 10_000, paddle: null });
    const typed = { amountMinor: 12_000, paddle: 9 };
    expect(orderFor('floor-bid', up, typed)).toMatchObject(typed);
  });
});

describe('the running order', () => {
  it('the lot that is called is up, whatever was chosen; then the chosen one; then the next', () => {
    const lots = [lot(3, 'pre-sale'), lot(1, 'sold'), lot(2, 'pre-sale'), lot(4, 'pre-sale')];
    expect(runningOrder(lots, null)).toMatchObject({ current: { id: 2 }, last: { id: 1 } });
    expect(runningOrder(lots, 4).current?.id).toBe(4);
    expect(runningOrder(lots, 4).next.map(({ id }) => id)).toEqual([2, 3]);
    expect(runningOrder([...lots, lot(9, 'on-hold')], 4).current?.id).toBe(9);
    expect(runningOrder([lot(1, 'withdrawn')], null).current).toBeNull();
  });

  it('lots of the clock are no affair of the desk', () => {
    const timed = lot(2, 'pre-sale', { saleroom: undefined, format: 'english' });
    expect(runningOrder([timed], null)).toEqual({ current: null, next: [], last: null });
  });
});

describe('increments', () => {
  it.each([
    [500, 1_000, 200],
    [1_000, 2_000, 500],
    [2_000, 5_000, 1_000],
    [250, 500, 200],
    [1, 2, 1],
  ])('beside %i are %i and %i', (step, up, down) => {
    expect(stepBeside(step, 1)).toBe(up);
    expect(stepBeside(step, -1)).toBe(down);
  });

  it('the step asked is the clerk’s own, else ask less price', () => {
    expect(stepAsked(lot(1, 'on-the-block'))).toBeNull();
    const led = { priceMinor: 10_000, askMinor: 11_000 };
    expect(stepAsked(lot(1, 'on-the-block', led))).toBe(1_000);
    const saleroom = { stage: 'on-the-block', isFloor: false, stepMinor: 300 };
    expect(stepAsked(lot(1, 'on-the-block', { ...led, saleroom }))).toBe(300);
  });
});
