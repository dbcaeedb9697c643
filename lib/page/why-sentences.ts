import type { BidWhyView } from '../api/v1/why';
import type { Messages } from './messages';

/** A rule that has a sentence of its own. */
export type ToldRule = keyof Messages['why']['rules'];

/** One sentence of an explanation: a key below `why` in the messages, and its amount. */
export type WhySentence =
  | {
      readonly key:
        | 'yours'
        | 'least'
        | `wouldWin.${'enough' | 'from' | 'beyond'}`
        | `reverse.${'from' | 'beyond'}`;
      readonly amountMinor: number;
    }
  | { readonly key: 'unbid'; readonly askMinor: number }
  | { readonly key: 'stood'; readonly priceMinor: number; readonly askMinor: number }
  | { readonly key: 'overtaken'; readonly priceMinor: number }
  | { readonly key: 'cancelled' | 'ahead' };

function stoodAt({ before }: BidWhyView): WhySentence[] {
  const { priceMinor, askMinor } = before;
  if (askMinor === null) return [];
  return [
    priceMinor === null ? { key: 'unbid', askMinor } : { key: 'stood', priceMinor, askMinor },
  ];
}

function endOf({
  wouldWin,
  after,
  before,
  overtaken,
  cancelledBy,
  answer,
}: BidWhyView): WhySentence[] {
  if (cancelledBy !== null) return [{ key: 'cancelled' }];
  const isAhead = overtaken === null && (answer === 'leading' || answer === 'raised');
  if (wouldWin === null) return isAhead ? [{ key: 'ahead' }] : [];
  const { kind, amountMinor } = wouldWin;
  // Where the price goes down, the ask is below it (REV1).
  const { priceMinor, askMinor } = after.askMinor === null ? before : after;
  const goesDown = priceMinor !== null && askMinor !== null && askMinor < priceMinor;
  if (goesDown && kind !== 'enough') return [{ key: `reverse.${kind}`, amountMinor }];
  return [{ key: `wouldWin.${kind}`, amountMinor }];
}

/** Why a bid came to what it came to, sentence by sentence (WHY1): then, since, and what it would have taken. */
export function whySentences(why: BidWhyView): WhySentence[] {
  const { amountMinor, leastMinor, overtaken } = why;
  const then = overtaken?.after.priceMinor ?? null;
  return [
    ...(amountMinor === null ? [] : [{ key: 'yours', amountMinor } as const]),
    ...stoodAt(why),
    ...(leastMinor === null ? [] : [{ key: 'least', amountMinor: leastMinor } as const]),
    ...(then === null ? [] : [{ key: 'overtaken', priceMinor: then } as const]),
    ...endOf(why),
  ];
}

/** The rules that decided, each once: of the bid itself, and of what overtook it. */
export const rulesOf = ({ rule, overtaken }: BidWhyView): string[] => [
  ...new Set([rule, ...(overtaken ? [overtaken.rule] : [])]),
];
