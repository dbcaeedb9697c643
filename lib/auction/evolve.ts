import { never } from '../shared/assert';
import { withAbsentee } from './absentee';
import type { LotFact } from './fact';
import { formatOf } from './formats/formats';
import { lotWith } from './lot-with';
import type { LotState } from './state';

/**
 * A lot after one fact. Total and without judgement: whatever `decide` said has happened.
 * Replaying all facts of a lot from its first state gives its state (but for `entry` and
 * `decidedAtMs`, which follow the ledger and so refusals too).
 */
export function evolve(state: LotState, fact: LotFact): LotState {
  const { version } = fact;
  switch (fact.kind) {
    case 'bidAccepted':
      return lotWith(state, {
        version,
        book: formatOf(state).evolve(state, fact),
        bidCount: fact.public ? state.bidCount + 1 : state.bidCount,
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
        book: formatOf(state).evolve(state, fact),
        absentees: [],
      });
    case 'sold':
    case 'passed':
      return lotWith(state, {
        version,
        phase: fact.kind,
        endedBy: fact.by,
        endedAtMs: fact.atMs,
      });
    case 'withdrawn':
      return lotWith(state, {
        version,
        phase: 'withdrawn',
        endedBy: 'clerk',
        endedAtMs: fact.atMs,
      });
    case 'resumed':
      return lotWith(state, { version, closesAtMs: fact.closesAtMs });
    case 'bidLeft':
      return lotWith(state, { version, absentees: withAbsentee(state.absentees, fact.bid) });
    case 'termsSet':
      return { ...state, ...fact.terms, book: formatOf(state).evolve(state, fact), version };
    case 'bidCancelled':
      return lotWith(state, { version, book: fact.book, bidCount: fact.bidCount });
    case 'reopened':
      return lotWith(state, {
        version,
        phase: 'open',
        book: fact.book,
        closesAtMs: fact.closesAtMs,
        endedBy: null,
        endedAtMs: null,
      });
    case 'cascaded':
      return lotWith(state, { version, closesAtMs: fact.closesAtMs });
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
export const evolveAll = (state: LotState, facts: readonly LotFact[]): LotState =>
  facts.reduce(evolve, state);
