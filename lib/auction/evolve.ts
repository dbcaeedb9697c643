import { never } from '../shared/assert';
import { withAbsentee } from './bids/absentee';
import type { BidCancelled, LotFact, Reopened, TermsSet } from './fact';
import { formatOf } from './formats/formats';
import { lotWith } from './lot-with';
import type { Books, FormatName, LotOf, LotTermsOf } from './state';

/** A lot after what the house did to its terms, its bids or its end. */
function afterHouse<F extends FormatName>(
  state: LotOf<F>,
  fact: TermsSet | BidCancelled | Reopened,
): LotOf<F> {
  const { version } = fact;
  switch (fact.kind) {
    case 'termsSet': {
      // A lot keeps its format for life (FMT1).
      const terms = fact.terms as LotTermsOf<F>;
      return { ...state, ...terms, book: formatOf(state).evolve(state, fact), version };
    }
    case 'bidCancelled':
      return lotWith(state, { version, book: fact.book as Books[F], bidCount: fact.bidCount });
    case 'reopened': {
      const { closesAtMs } = fact;
      const book = fact.book as Books[F];
      const goesOn = { phase: 'open', endedBy: null, endedAtMs: null } as const;
      return lotWith(state, { version, book, closesAtMs, ...goesOn });
    }
    default:
      return never(fact, 'fact of the house');
  }
}

/**
 * A lot after one fact. Total and without judgement: whatever `decide` said has happened.
 * Replaying all facts of a lot from its first state gives its state (but for `entry` and
 * `decidedAtMs`, which follow the ledger and so refusals too).
 */
export function evolve<F extends FormatName>(state: LotOf<F>, fact: LotFact): LotOf<F> {
  const { version } = fact;
  switch (fact.kind) {
    case 'bidAccepted':
      return lotWith(state, {
        version,
        book: formatOf(state).evolve(state, fact),
        bidCount: fact.public ? state.bidCount + 1 : state.bidCount,
      });
    case 'offerPlaced':
    case 'unitsBought': {
      const bidCount = fact.kind === 'unitsBought' ? state.bidCount + 1 : state.bidCount;
      return lotWith(state, { version, book: formatOf(state).evolve(state, fact), bidCount });
    }
    case 'reserveReached':
      return lotWith(state, {
        version,
        closesAtMs: fact.closesAtMs,
        book: formatOf(state).evolve(state, fact),
      });
    case 'reserveMet':
      return state.version === version ? state : lotWith(state, { version });
    case 'extended':
      return lotWith(state, {
        version,
        closesAtMs: fact.closesAtMs,
        extensions: state.extensions + 1,
      });
    case 'opened':
      return lotWith(state, {
        version,
        phase: 'open',
        opensAtMs: fact.opensAtMs,
        closesAtMs: fact.closesAtMs,
        book: formatOf(state).evolve(state, fact),
        absentees: [],
      });
    case 'sold':
    case 'passed':
    case 'withdrawn': {
      const endedBy = fact.kind === 'withdrawn' ? 'clerk' : fact.by;
      return lotWith(state, { version, phase: fact.kind, endedBy, endedAtMs: fact.atMs });
    }
    case 'resumed':
    case 'cascaded':
      return lotWith(state, { version, closesAtMs: fact.closesAtMs });
    case 'bidLeft':
      return lotWith(state, { version, absentees: withAbsentee(state.absentees, fact.bid) });
    case 'termsSet':
    case 'bidCancelled':
    case 'reopened':
      return afterHouse(state, fact);
    case 'floorBidTaken':
    case 'fairWarningGiven':
    case 'finalCallGiven':
    case 'held':
    case 'takenUp':
    case 'incrementSet':
    case 'stepUndone':
    case 'roomNamed':
      return { ...(formatOf(state).clerk?.evolve(state, fact) ?? state), version };
    default:
      return never(fact, 'fact');
  }
}

/** A lot after all facts of a command, in order. */
export const evolveAll = <F extends FormatName>(
  state: LotOf<F>,
  facts: readonly LotFact[],
): LotOf<F> => facts.reduce<LotOf<F>>(evolve, state);
