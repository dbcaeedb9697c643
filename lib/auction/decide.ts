import { never } from '../shared/assert';
import { err, ok, type Result } from '../shared/result';
import { leaveBid } from './bids/absentee';
import { buyNow } from './bids/buy-now';
import { decideBid } from './bids/place-bid';
import type { BuyNow, CloseLot, LotCommand, OpenLot, PlaceBid, ResumeLot } from './command';
import type { LotFact } from './fact';
import { formatOf } from './formats/formats';
import { cancelBid } from './house/cancel-bid';
import { cascadeLot } from './house/cascade';
import { decideClerk, refusedByPace } from './house/clerk';
import { reopenLot } from './house/reopen-lot';
import { hasEnded, PHASE_TABLE } from './phases';
import { type Refusal, refusal } from './refusal';
import type { LotState } from './state';
import { setTerms } from './terms/set-terms';
import { TIME_MAX_MS } from './terms/times';

type Decision = Result<readonly LotFact[], Refusal>;

/**
 * The clock opens at `opensAtMs`, not before; the clerk at once, and then that is when it opened.
 * Where the close follows from the opening, the format says so.
 */
function openLot(state: LotState, command: OpenLot, nowMs: number): Decision {
  if (command.by === 'clock' && nowMs < state.opensAtMs) {
    return err(refusal('not-due', { dueAtMs: state.opensAtMs }));
  }
  const { opensAtMs, closesAtMs } = formatOf(state).opening(state, Math.floor(nowMs));
  // A clerk who opens a lot past its close would only pass it; the clock must, after an outage.
  if (command.by === 'clerk' && nowMs >= closesAtMs && !formatOf(state).clerk) {
    return err(refusal('bad-terms', { problems: [{ field: 'closesAtMs', kind: 'bad-time' }] }));
  }
  const version = state.version + 1;
  return ok([{ kind: 'opened', version, by: command.by, opensAtMs, closesAtMs }]);
}

/** What the hammer gives: the clock's after close and grace, the clerk's at once (CLS2, CLS4, CLS5). */
function closeLot(state: LotState, command: CloseLot, nowMs: number): Decision {
  const dueAtMs = formatOf(state).closeMs(state) + state.closeGraceMs;
  if (command.by === 'clock' && nowMs < dueAtMs) return err(refusal('not-due', { dueAtMs }));
  const end = { version: state.version + 1, by: command.by, atMs: Math.floor(nowMs) };
  return ok([{ ...formatOf(state).hammer(state), ...end }]);
}

/**
 * Only ever later than the close as it stands (CLS7), as far as there is time (SFT2). What pages are told
 * moves by as much, where they do not know the close yet (DUT2).
 */
function resumeLot(state: LotState, command: ResumeLot): Decision {
  const closeMs = formatOf(state).closeMs(state);
  const laterMs = Math.min(command.closesAtMs - closeMs, TIME_MAX_MS - state.closesAtMs);
  if (laterMs <= 0) return err(refusal('not-due', { dueAtMs: closeMs }));
  const closesAtMs = state.closesAtMs + laterMs;
  return ok([{ kind: 'resumed', version: state.version + 1, closesAtMs }]);
}

/**
 * A bid in a phase that takes none (STA1). In time for a close that has come, it is undecided
 * (G6).
 */
function bidOutOfPhase(state: LotState, bid: PlaceBid | BuyNow): Refusal {
  const { phase, opensAtMs } = state;
  const isHammered = phase === 'sold' || phase === 'passed';
  if (formatOf(state).clerk && isHammered) return refusal('after-hammer', { phase });
  const closesAtMs = formatOf(state).closeMs(state);
  if (hasEnded(phase) && state.endedBy === 'clock' && Math.floor(bid.receivedAtMs) < closesAtMs) {
    return refusal('undecided', { phase, closesAtMs });
  }
  return refusal('lot-not-open', { phase, opensAtMs, closesAtMs });
}

/**
 * What a command does to a lot: its facts in order, or why it is refused. Pure; `nowMs` is the
 * primary's clock read under the lot's lock. The facts of one command share one version (VER1).
 */
export function decide(state: LotState, command: LotCommand, nowMs: number): Decision {
  if (PHASE_TABLE[state.phase][command.kind] === 'refuses') {
    return err(
      command.kind === 'placeBid' || command.kind === 'buyNow'
        ? bidOutOfPhase(state, command)
        : refusal('wrong-phase', { phase: state.phase }),
    );
  }
  const elsewhere = refusedByPace(state, command);
  if (elsewhere) return err(elsewhere);
  switch (command.kind) {
    case 'placeBid':
      return decideBid(state, command, nowMs);
    case 'buyNow':
      return buyNow(state, command, nowMs);
    case 'leaveBid':
      return leaveBid(state, command);
    case 'openLot':
      return openLot(state, command, nowMs);
    case 'closeLot':
      return closeLot(state, command, nowMs);
    case 'withdrawLot':
      return ok([{ kind: 'withdrawn', version: state.version + 1, atMs: Math.floor(nowMs) }]);
    case 'setTerms':
      return setTerms(state, command, nowMs);
    case 'resumeLot':
      return resumeLot(state, command);
    case 'cancelBid':
      return cancelBid(state, command);
    case 'reopenLot':
      return reopenLot(state, command, nowMs);
    case 'cascadeLot':
      return cascadeLot(state, {
        ...command,
        closesAtMs: Math.min(command.closesAtMs, TIME_MAX_MS),
      });
    case 'clerk':
      return decideClerk(state, command, nowMs);
    case 'reachReserve':
      return formatOf(state).reachReserve(state, nowMs);
    default:
      return never(command, 'command');
  }
}
