import { never } from '../../shared/assert';
import type { LotState } from '../state';
import { askedLine } from './asked-line';
import type { LedgerLine, LedgerTerms, Settled } from './line';
import { lineOf, NO_SECRETS, salesLine } from './line-of';

/** What a line says that sets the conditions: the reserve's amount only in secret (RES1). */
const termsOfLine = (state: LotState): Pick<LedgerLine, 'terms' | 'secrets'> => ({
  terms: termsLine(state),
  secrets: state.reserveMinor === null ? NO_SECRETS : { reserve: state.reserveMinor },
});

const termsLine = (state: LotState): LedgerTerms => ({
  format: state.format,
  selling: state.selling,
  currency: state.currency,
  startMinor: state.startMinor,
  hasReserve: state.reserveMinor !== null,
  ladder: state.ladder,
  opensAtMs: state.opensAtMs,
  closesAtMs: state.closesAtMs,
  closeGraceMs: state.closeGraceMs,
  softClose: state.softClose,
  staleBid: state.staleBid,
  offLadder: state.offLadder,
});

/**
 * The ledger line of a settled command, or null where none is due: bids refused once the lot has
 * ended, of amounts that are none (MNY1) or of people not admitted to the sale (REG1), and house and
 * clock commands refused.
 */
export function ledgerLine(settled: Settled): LedgerLine | null {
  const { after, command, outcome } = settled;
  if (command.kind === 'placeBid' || command.kind === 'buyNow' || command.kind === 'leaveBid') {
    return askedLine(settled, command);
  }
  const [fact] = outcome.ok ? outcome.value : [];
  if (!fact) return null;
  switch (fact.kind) {
    case 'opened':
      return lineOf(settled, { kind: 'opened', by: fact.by, ...termsOfLine(after) });
    case 'sold':
      return lineOf(settled, { kind: 'sold', by: fact.by, sales: salesLine(fact) });
    case 'passed':
      return lineOf(settled, { kind: 'passed', by: fact.by });
    case 'withdrawn':
      return lineOf(settled, { kind: 'withdrawn' });
    case 'resumed':
    case 'cascaded':
      return lineOf(settled, { kind: fact.kind, by: 'clock' });
    case 'termsSet': {
      const { kind, by, why, changed } = fact;
      return lineOf(settled, { kind, by, ...termsOfLine(after), act: { why, changed } });
    }
    case 'bidCancelled': {
      const { by, paddle, why, entries } = fact;
      return lineOf(settled, { kind: 'cancelled', by, paddle, act: { why, cancels: entries } });
    }
    case 'reopened': {
      const { by, why, secondBy } = fact;
      return lineOf(settled, { kind: 'reopened', by, act: { why, secondBy } });
    }
    case 'reserveReached': {
      const { kind, reserveMinor } = fact;
      return lineOf(settled, { kind, by: 'clock', publicAmountMinor: reserveMinor });
    }
    case 'floorBidTaken':
      return lineOf(settled, {
        kind: 'floorBid',
        paddle: fact.bidder?.paddle ?? null,
        bidKind: 'exact',
        outcome: fact.outcome,
        publicAmountMinor: fact.amountMinor,
      });
    case 'fairWarningGiven':
      return lineOf(settled, { kind: 'fairWarning' });
    case 'finalCallGiven':
      return lineOf(settled, { kind: 'finalCall' });
    case 'held':
    case 'takenUp':
      return lineOf(settled, { kind: fact.kind });
    case 'incrementSet': {
      const terms = { ...termsLine(after), ladder: fact.ladder };
      const act = { why: null, stepMinor: fact.stepMinor };
      return lineOf(settled, { kind: 'incrementSet', terms, act });
    }
    case 'stepUndone':
      return lineOf(settled, { kind: 'undone', act: { why: null, undoes: fact.undoesEntry } });
    case 'roomNamed':
    case 'bidAccepted':
    case 'offerPlaced':
    case 'unitsBought':
    case 'reserveMet':
    case 'extended':
    case 'bidLeft':
      return null;
    default:
      return never(fact, 'fact');
  }
}
