import type { ProblemKind } from '../../api/problem';
import type { WishKind } from '../../api/v1/bids';

/** `exact` sets the price if it leads (PRX7); `max` is a secret maximum (PRX2). */
export type BidKind = 'exact' | 'max';

/** How many units a bid is for, and the fewest that would do (MUL2). */
export interface Units {
  units: number;
  leastUnits: number;
}

/** What is bid: of several units `amountMinor` is for one, and `units` says for how many. */
interface Chosen {
  bidKind: WishKind;
  amountMinor: number;
  units?: Units;
}

/** The ledger's id of a bid that was refused, where it noted it (WHY2). */
interface Noted {
  bidId?: string;
}

/** How far the reader is with a bid of their own on this page. */
export type Submission =
  | { step: 'none' }
  /** The field for a maximum is open. */
  | { step: 'setting-max' }
  | ({ step: 'confirming' } & Chosen)
  /** `doubtful`: no definite answer for two seconds, or one was lost; the same key is asked again. */
  | ({ step: 'sending'; doubtful: boolean } & Chosen)
  /** Nobody can say now what became of it; only its bidder may see the amount. */
  | { step: 'unknown'; bidKind: WishKind; amountMinor: number; isSignInNeeded: boolean }
  /** The ask moved first; nothing was placed. */
  | ({ step: 'moved'; bidKind: WishKind; newAsk: NewAsk | null; units?: Units } & Noted)
  /** `rule`: the id of the rule that refused, where one did (LED3). */
  | ({ step: 'refused'; problem: ProblemKind; rule: string | null } & Noted);

/** The ask that a refusal named, and the lot's version on the page when the bid was sent. */
export interface NewAsk {
  askMinor: number;
  sentAtVersion: number;
}

/** What moves a submission on. */
export type SubmissionEvent =
  | ({ is: 'choose' } & Chosen)
  | { is: 'set-max' }
  | { is: 'back' }
  | { is: 'send' }
  | { is: 'doubt' }
  /** A bid that an earlier drawing of the page sent. */
  | ({ is: 'recall'; fate: 'ask' | 'tell' | 'sign-in' } & Chosen)
  | { is: 'unknown'; isSignInNeeded: boolean }
  | { is: 'accepted' }
  | ({ is: 'refused'; problem: ProblemKind; rule: string | null; newAsk: NewAsk | null } & Noted);

/** Refusals that only mean: the price was quicker. */
const MOVED: ReadonlySet<ProblemKind> = new Set(['below-ask', 'ask-moved']);

const notedAs = ({ bidId }: Noted) => (bidId === undefined ? {} : { bidId });

const unitsIn = ({ units }: { units?: Units }) => (units ? { units } : {});

/** The step that follows; events that make no sense in a step change nothing. */
export function nextSubmission(now: Submission, event: SubmissionEvent): Submission {
  if (now.step === 'sending') {
    if (event.is === 'doubt') return { ...now, doubtful: true };
    if (event.is === 'accepted') return { step: 'none' };
    if (event.is === 'unknown') {
      const { bidKind, amountMinor } = now;
      return { step: 'unknown', bidKind, amountMinor, isSignInNeeded: event.isSignInNeeded };
    }
    if (event.is !== 'refused') return now;
    return MOVED.has(event.problem)
      ? {
          step: 'moved',
          bidKind: now.bidKind,
          newAsk: event.newAsk,
          ...unitsIn(now),
          ...notedAs(event),
        }
      : { step: 'refused', problem: event.problem, rule: event.rule, ...notedAs(event) };
  }
  if (now.step === 'unknown' && event.is !== 'back' && event.is !== 'recall') return now;
  switch (event.is) {
    case 'recall': {
      const { bidKind, amountMinor, fate } = event;
      return fate === 'ask'
        ? { step: 'sending', bidKind, amountMinor, ...unitsIn(event), doubtful: true }
        : { step: 'unknown', bidKind, amountMinor, isSignInNeeded: fate === 'sign-in' };
    }
    case 'choose':
      return {
        step: 'confirming',
        bidKind: event.bidKind,
        amountMinor: event.amountMinor,
        ...unitsIn(event),
      };
    case 'set-max':
      return { step: 'setting-max' };
    case 'back':
      return { step: 'none' };
    case 'send':
      return now.step === 'confirming' ? { ...now, step: 'sending', doubtful: false } : now;
    default:
      return now;
  }
}
