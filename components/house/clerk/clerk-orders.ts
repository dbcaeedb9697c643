import type { PublicLot } from '@/lib/api/public-lot';
import type { ClerkOrder } from '@/lib/api/v1/clerk';

/** What an order is called; a key below `house.clerk.orders` in the messages. */
export type OrderName = ClerkOrder['order'];

/** Where a live lot is. */
export type Stage = NonNullable<PublicLot['saleroom']>['stage'];

const CALLED = ['floor-bid', 'pass', 'hold', 'undo', 'increment'] as const;

/** What the clerk may order at each stage (LIV1); the house decides, this only keeps keys quiet. */
export const STAGE_ORDERS: Record<Stage, readonly OrderName[]> = {
  'pre-sale': ['put-on-the-block'],
  'on-the-block': [...CALLED, 'fair-warning'],
  'fair-warning': [...CALLED, 'final-call'],
  'final-call': [...CALLED, 'hammer'],
  'on-hold': ['take-up', 'undo', 'increment'],
  sold: [],
  passed: [],
  withdrawn: [],
};

/** Orders that need a second press within two seconds: they end the lot, or take something back. */
export const TWICE: ReadonlySet<OrderName> = new Set(['hammer', 'pass', 'undo']);

/** The key of each order, by its place on the keyboard (LOOK 7). */
export const KEY_OF: Record<Exclude<OrderName, 'increment'>, { code: string; label: string }> = {
  'put-on-the-block': { code: 'KeyN', label: 'N' },
  'floor-bid': { code: 'KeyF', label: 'F' },
  'fair-warning': { code: 'KeyW', label: 'W' },
  'final-call': { code: 'KeyE', label: 'E' },
  hammer: { code: 'KeyH', label: 'H H' },
  pass: { code: 'KeyX', label: 'X X' },
  hold: { code: 'KeyK', label: 'K' },
  'take-up': { code: 'KeyK', label: 'K' },
  undo: { code: 'KeyU', label: 'U U' },
};

/** Where an order stands of the stages it may be given at; the first that fits a key at this stage. */
export function orderOfKey(code: string, stage: Stage): OrderName | null {
  const names = Object.keys(KEY_OF) as (keyof typeof KEY_OF)[];
  const fits = (name: OrderName) => STAGE_ORDERS[stage].includes(name);
  return names.find((name) => KEY_OF[name].code === code && fits(name)) ?? null;
}

/** Lots of a live sale in lot order, by where they are. */
export interface Running {
  /** The lot that is called or held; else the one that comes next. */
  readonly current: PublicLot | null;
  readonly next: readonly PublicLot[];
  /** The lot that ended last in lot order, for its result. */
  readonly last: PublicLot | null;
}

const isCalled = ({ saleroom, state }: PublicLot) =>
  !!saleroom && (state === 'open' || state === 'held');

/** Which lot is up, which come next, which was last; `chosenId` is one the clerk wants next. */
export function runningOrder(lots: readonly PublicLot[], chosenId: number | null): Running {
  const clerked = lots
    .filter(({ saleroom }) => saleroom)
    .toSorted((a, b) => a.lotNumber - b.lotNumber);
  const waiting = clerked.filter(({ state }) => state === 'scheduled');
  const called = clerked.find(isCalled);
  const current = called ?? waiting.find(({ id }) => id === chosenId) ?? waiting[0] ?? null;
  return {
    current,
    next: waiting.filter((lot) => lot !== current),
    last: clerked.findLast(({ state }) => !['scheduled', 'open', 'held'].includes(state)) ?? null,
  };
}

/** 1, 2 and 5 of each power of ten: what a clerk goes up and down by. */
export function stepBeside(stepMinor: number, direction: 1 | -1): number {
  const power = 10 ** Math.floor(Math.log10(stepMinor));
  const steps = [power / 10, power / 5, power / 2, power, power * 2, power * 5, power * 10];
  const beside =
    direction === 1
      ? steps.find((step) => step > stepMinor)
      : steps.findLast((step) => step < stepMinor);
  return Math.max(1, Math.round(beside ?? stepMinor));
}

/** The step that is asked now: the clerk's own, else what lies between ask and price. Null: not known. */
export function stepAsked({ saleroom, priceMinor, askMinor }: PublicLot): number | null {
  if (saleroom?.stepMinor) return saleroom.stepMinor;
  if (priceMinor === null || askMinor === null) return null;
  return askMinor > priceMinor ? askMinor - priceMinor : null;
}

/** What a clerk typed beside the keys, read; null where nothing is. */
export interface Typed {
  readonly amountMinor: number | null;
  readonly paddle: number | null;
}

/** The order as it is sent, on what the clerk sees; null where something of it is missing. */
export function orderFor(
  name: Exclude<OrderName, 'increment'>,
  lot: PublicLot,
  typed: Typed,
): ClerkOrder | null {
  const seen = { version: lot.version, paddle: lot.leaderPaddle, priceMinor: lot.priceMinor };
  switch (name) {
    case 'floor-bid': {
      const amountMinor = typed.amountMinor ?? lot.askMinor;
      return amountMinor === null ? null : { order: name, seen, amountMinor, paddle: typed.paddle };
    }
    case 'hammer': {
      // Where the room leads the buyer is named; where a paddle does, it is the buyer.
      const buyerPaddle = lot.leaderPaddle === null ? typed.paddle : null;
      const isNamed = lot.leaderPaddle !== null || buyerPaddle !== null;
      return isNamed ? { order: name, seen, buyerPaddle } : null;
    }
    default:
      return { order: name, seen };
  }
}
