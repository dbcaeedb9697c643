import type { BidWhyView } from '../api/v1/why';
import type { Messages } from './messages';
import { goesDown, wayOf } from './panel/way';

type Kind = keyof Messages['why']['wouldWin'];

/** The key of a sentence below `why` in the messages. */
type SentenceKey =
  | `yours.${keyof Messages['why']['yours']}`
  | `then.${keyof Messages['why']['then']}`
  | `limit.${keyof Messages['why']['limit']}`
  | `since.${keyof Messages['why']['since']}`
  | `wouldWin.${Kind}`
  | `reverse.${keyof Messages['why']['reverse']}`
  | `award.${keyof Messages['why']['award']}`;

/** One sentence of an explanation: its key, the amounts in it, and its numbers. */
export interface WhySentence {
  readonly key: SentenceKey;
  readonly money?: Readonly<Record<string, number>>;
  readonly values?: Readonly<Record<string, number>>;
}

const isOver = ({ state }: BidWhyView['now']) =>
  state === 'sold' || state === 'passed' || state === 'withdrawn';

/** What was asked for, and what became of a bid left before the opening. */
function askedFor({ asked, amountMinor, left }: BidWhyView): WhySentence[] {
  const own: WhySentence[] =
    amountMinor === null ? [] : [{ key: `yours.${asked}`, money: { amount: amountMinor } }];
  return left === null ? own : [...own, { key: `yours.${left}` }];
}

/** Where the lot stood: of sealed offers nobody knows, and what a clock asked is in what was refused. */
function stoodAt({ before, format, asked, left }: BidWhyView): WhySentence[] {
  const { priceMinor, askMinor } = before;
  const isLeft = asked === 'left' && left !== 'played';
  if (askMinor === null || isLeft || wayOf({ format }) === 'clock') return [];
  if (wayOf({ format }) === 'offers') return [{ key: 'then.sealed', money: { ask: askMinor } }];
  return [
    priceMinor === null
      ? { key: 'then.unbid', money: { ask: askMinor } }
      : { key: 'then.stood', money: { price: priceMinor, ask: askMinor } },
  ];
}

/** What would have been taken. */
function refusedFor({ format, asked, leastMinor, unitsLeft }: BidWhyView): WhySentence[] {
  if (unitsLeft !== null) return [{ key: 'then.unitsLeft', values: { units: unitsLeft } }];
  if (leastMinor === null) return [];
  const isClock = wayOf({ format }) === 'clock';
  const word = isClock ? 'clock' : asked === 'purchase' ? 'onOffer' : 'least';
  return [{ key: `then.${word}`, money: { amount: leastMinor } }];
}

/** What the limit that refused it allowed: as was told then, or, where that is not known any more, as it is now. */
function limitOf({ limit }: BidWhyView): WhySentence[] {
  if (limit === null) return [];
  const { asOf, mostMinor } = limit;
  if (mostMinor === null) return [{ key: asOf === 'then' ? 'limit.spent' : 'limit.none' }];
  return [{ key: asOf === 'then' ? 'limit.left' : 'limit.now', money: { amount: mostMinor } }];
}

/** Whether what would have won was more than the limit allowed then, as far as both are known. */
function isBeyondLimit({ limit, wouldWin }: BidWhyView): boolean {
  if (limit?.asOf !== 'then' || wouldWin === null) return false;
  const { kind, amountMinor } = wouldWin;
  const leastMinor = kind === 'beyond' ? amountMinor + 1 : amountMinor;
  return limit.mostMinor === null || leastMinor > limit.mostMinor;
}

/** How the lot ended, for those whom it did not go to. */
function endOf({ now, format }: BidWhyView): WhySentence[] {
  if (now.state === 'withdrawn') return [{ key: 'since.withdrawn' }];
  if (now.state === 'passed') {
    return [{ key: now.reserve === 'not-met' ? 'since.reserve' : 'since.passed' }];
  }
  if (now.state !== 'sold' || wayOf({ format }) !== 'offers' || now.priceMinor === null) return [];
  const money = { price: now.priceMinor };
  if (now.leaderPaddle === null) return [{ key: 'since.awardedUnits', money }];
  return [{ key: 'since.awarded', money, values: { paddle: now.leaderPaddle } }];
}

/** What ended a lead, or the lot. */
function sinceThen(why: BidWhyView): WhySentence[] {
  const { overtaken, replacedBy, cancelledBy } = why;
  if (cancelledBy !== null) return [{ key: 'since.cancelled' }];
  if (replacedBy !== null) return [{ key: 'since.replaced' }];
  const price = overtaken?.after.priceMinor ?? null;
  if (!overtaken || isOver(overtaken.after) || price === null) {
    const isPurchase = overtaken?.rule === 'BUY1' && price !== null;
    return isPurchase ? [{ key: 'since.boughtAtOnce', money: { price } }] : endOf(why);
  }
  return [{ key: 'since.overtaken', money: { price } }, ...(isOver(why.now) ? endOf(why) : [])];
}

/** Whether it leads, has bought or has won. */
function isAhead({ answer, overtaken, replacedBy, cancelledBy, now }: BidWhyView): boolean {
  if (overtaken !== null || replacedBy !== null || cancelledBy !== null) return false;
  if (answer === 'offered') return now.state === 'sold';
  return answer === 'leading' || answer === 'raised' || answer === 'bought';
}

function wouldHaveWon(why: BidWhyView): WhySentence[] {
  const { wouldWin, format } = why;
  if (wouldWin === null) return [];
  const beyond: WhySentence[] = isBeyondLimit(why) ? [{ key: 'limit.beyond' }] : [];
  const { kind, amountMinor } = wouldWin;
  const money = { amount: amountMinor };
  const isProof = kind === 'from' || kind === 'beyond';
  if (isProof && goesDown({ format })) return [{ key: `reverse.${kind}`, money }];
  if (isProof && wayOf({ format }) === 'offers') {
    return [{ key: `award.${kind}`, money }, ...beyond];
  }
  return [{ key: `wouldWin.${kind}`, money }, ...beyond];
}

/**
 * Why a bid came to what it came to, sentence by sentence (WHY1): what was asked for, the lot then, what
 * happened since, and what it would have taken.
 */
export function whySentences(why: BidWhyView): WhySentence[] {
  const { answer, now } = why;
  const told = [...askedFor(why), ...stoodAt(why), ...refusedFor(why), ...limitOf(why)];
  if (isAhead(why)) return [...told, { key: 'since.ahead' }];
  const isSealed = answer === 'offered' && !isOver(now) && why.replacedBy === null;
  if (isSealed && why.cancelledBy === null) return [...told, { key: 'since.sealed' }];
  return [...told, ...sinceThen(why), ...wouldHaveWon(why)];
}

/** The rules that decided, each once: of the bid itself, and of what overtook it. */
export const rulesOf = ({ rule, overtaken }: BidWhyView): string[] => [
  ...new Set([rule, ...(overtaken ? [overtaken.rule] : [])]),
];

type RuleKey = `rules.${keyof Messages['why']['rules']}`;
type DownKey = `rulesDown.${keyof Messages['why']['rulesDown']}`;

/**
 * The key of a rule's sentence below `why`, as it reads where bids go down if it reads another way there;
 * null where it has none. `has` tells whether there is a text under a key below `why`.
 */
export function ruleKey(
  rule: string,
  { format }: Pick<BidWhyView, 'format'>,
  has: (key: RuleKey | DownKey) => boolean,
): RuleKey | DownKey | null {
  const down = `rulesDown.${rule}` as DownKey;
  if (goesDown({ format }) && has(down)) return down;
  const key = `rules.${rule}` as RuleKey;
  return has(key) ? key : null;
}
