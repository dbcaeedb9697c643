import { fallMs } from '../formats/falling-price';
import { type FormatName, type LotTerms, PLAIN_ENGLISH } from '../state';
import { clock, minor, TEST_TERMS } from './room';

const MINUTE_MS = 60_000;

/** The number that a pattern finds in an example's terms, or null. */
type NumberIn = (pattern: RegExp) => number | null;

const amountOr = (amount: number | null, other: number) => minor(amount ?? other);

/** The price of a Dutch lot ends where it would without a reserve (DUT2). */
function dutchTerms(number: NumberIn): Partial<LotTerms> {
  const startMinor = amountOr(number(/Starts at ([\d.]+)/), 0);
  const stepMinor = amountOr(number(/falls by ([\d.]+)/), 0);
  const intervalMs = (number(/every ([\d.]+) seconds/) ?? 0) * 1_000;
  const fall = fallMs({ startMinor, stepMinor, intervalMs, floorMinor: 1 });
  const selling = { units: number(/(\d+) units/) ?? 1, stepMinor, intervalMs };
  return { format: 'dutch', selling, closesAtMs: TEST_TERMS.opensAtMs + fall };
}

/** What each way of selling adds to an example's terms, and the heading it stands under. */
const SOLD_AS: Readonly<
  Record<FormatName, { heading: string; terms: (number: NumberIn) => Partial<LotTerms> }>
> = {
  english: {
    heading: 'English',
    terms(number) {
      const buyNow = number(/Can be bought for ([\d.]+)/);
      const buyNowMinor = buyNow === null ? null : minor(buyNow);
      return { format: 'english', selling: { ...PLAIN_ENGLISH, buyNowMinor } };
    },
  },
  reverse: {
    heading: 'Reverse',
    terms: () => ({ format: 'reverse', selling: { belowReserve: 'steps' } }),
  },
  live: { heading: 'Live', terms: () => ({ format: 'live', selling: { tie: 'first' } }) },
  sealed: { heading: 'Sealed', terms: () => ({ format: 'sealed', selling: {} }) },
  vickrey: { heading: 'Vickrey', terms: () => ({ format: 'vickrey', selling: {} }) },
  'multi-unit': {
    heading: 'Multi-unit',
    terms: (number) => ({
      format: 'multi-unit',
      selling: { units: number(/(\d+) units/) ?? 1 },
    }),
  },
  dutch: { heading: 'Dutch', terms: dutchTerms },
};

/** The headings that a page about all ways of selling has. */
export const FORMAT_HEADINGS: readonly string[] = Object.values(SOLD_AS).map(
  ({ heading }) => heading,
);

/** Headings begin with the name of the format; those that name none are about ascending lots. */
const soldAs = (heading: string) =>
  Object.values(SOLD_AS).find((one) => one.heading === heading.split(':')[0]) ?? SOLD_AS.english;

/** The terms that an example's sentences tell; what they leave out is as in `TEST_TERMS`. */
export function termsOf({ heading, terms }: { heading: string; terms: string }): LotTerms {
  const number: NumberIn = (pattern) => {
    const found = pattern.exec(terms)?.[1];
    return found === undefined ? null : Number(found);
  };
  const startMinor = amountOr(number(/Starts at ([\d.]+)/), Number.NaN);
  const stepMinor = amountOr(number(/in steps of ([\d.]+)/), 10);
  const reserve = number(/reserve ([\d.]+)/);
  const closes = /Closes at ([\d:]+)/.exec(terms)?.[1];
  const window = number(/in the last ([\d.]+) minutes/);
  const extension = number(/leaves ([\d.]+) more/);
  return {
    ...TEST_TERMS,
    startMinor,
    reserveMinor: reserve === null ? null : minor(reserve),
    ladder: [{ fromMinor: 0, stepMinor }],
    closesAtMs: closes ? clock(closes) : TEST_TERMS.closesAtMs,
    softClose:
      window === null || extension === null
        ? null
        : { windowMs: window * MINUTE_MS, extensionMs: extension * MINUTE_MS, mode: 'any' },
    ...soldAs(heading).terms(number),
  } as LotTerms;
}
