import { isAmount, isCurrency } from '../../shared/money';
import { err, ok, type Result } from '../../shared/result';
import { formatOf } from '../formats/formats';
import type { FormatName, LotIdentity, LotOf, LotTerms, LotTermsOf } from '../state';
import { DURATION_MAX_MS, isDuration } from './durations';
import { parseLadder } from './ladder';
import type { TermsProblem } from './terms-problem';
import { isTime } from './times';

/** The longest grace of G6: ten seconds; more would make pages wait for a result. */
const CLOSE_GRACE_MAX_MS = 10_000;

/** What is wrong with a soft close (SFT1, SFT2): a cap that is none, or one that the close is past. */
function softCloseProblem({ softClose, closesAtMs }: LotTerms): TermsProblem['kind'] | null {
  if (!softClose) return null;
  const { windowMs, extensionMs, mostExtensions = 1, latestEndMs = closesAtMs } = softClose;
  if (!isDuration(windowMs, DURATION_MAX_MS) || !isDuration(extensionMs, DURATION_MAX_MS)) {
    return 'bad-duration';
  }
  if (!Number.isInteger(mostExtensions) || mostExtensions < 1) return 'bad-count';
  return isTime(latestEndMs) && latestEndMs >= closesAtMs ? null : 'bad-time';
}

/**
 * Everything that is wrong with terms, or an empty list: amounts (MNY1), ladder (INC), times, soft
 * close.
 */
export function termsProblems(terms: LotTerms): TermsProblem[] {
  const problems: TermsProblem[] = [];
  const add = (field: TermsProblem['field'], kind: TermsProblem['kind']) =>
    problems.push({ field, kind });
  if (!isAmount(terms.startMinor)) add('startMinor', 'bad-amount');
  if (terms.reserveMinor !== null && !isAmount(terms.reserveMinor)) {
    add('reserveMinor', 'bad-amount');
  }
  if (!parseLadder(terms.ladder).ok) add('ladder', 'bad-ladder');
  if (!isTime(terms.opensAtMs)) add('opensAtMs', 'bad-time');
  if (!isTime(terms.closesAtMs) || terms.closesAtMs <= terms.opensAtMs) {
    add('closesAtMs', 'bad-time');
  }
  if (!isDuration(terms.closeGraceMs, CLOSE_GRACE_MAX_MS)) add('closeGraceMs', 'bad-duration');
  const soft = softCloseProblem(terms);
  if (soft) add('softClose', soft);
  return [...problems, ...formatOf(terms).problems(terms)];
}

/** The terms of a lot alone, out of its state. */
export const termsOf = <F extends FormatName>(state: LotTermsOf<F>): LotTermsOf<F> => ({
  format: state.format,
  selling: state.selling,
  startMinor: state.startMinor,
  reserveMinor: state.reserveMinor,
  ladder: state.ladder,
  opensAtMs: state.opensAtMs,
  closesAtMs: state.closesAtMs,
  softClose: state.softClose,
  closeGraceMs: state.closeGraceMs,
  staleBid: state.staleBid,
  offLadder: state.offLadder,
  sellerId: state.sellerId,
});

/**
 * A new scheduled lot: version 1, no ledger entry. Refuses terms that cannot stand, naming them
 * all.
 */
export function newLot<F extends FormatName>(
  identity: LotIdentity,
  terms: LotTermsOf<F>,
): Result<LotOf<F>, readonly TermsProblem[]> {
  const problems = termsProblems(terms);
  if (!isCurrency(identity.currency)) {
    problems.push({ field: 'currency', kind: 'unknown-currency' });
  }
  if (problems.length > 0) return err(problems);
  return ok({
    lotId: identity.lotId,
    auctionId: identity.auctionId,
    channel: identity.channel,
    lotNumber: identity.lotNumber,
    currency: identity.currency,
    ...termsOf(terms),
    phase: 'scheduled',
    absentees: [],
    book: formatOf(terms).emptyBook(terms),
    bidCount: 0,
    extensions: 0,
    endedBy: null,
    endedAtMs: null,
    version: 1,
    entry: 0,
    decidedAtMs: 0,
  });
}
