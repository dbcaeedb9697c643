import { createHash } from 'node:crypto';
import { lotChannel } from '../../api/record-key';
import { openingBids } from '../../auction/bids/absentee';
import type { LotCommand } from '../../auction/command';
import { concernedBy } from '../../auction/concerned';
import type { LotFact } from '../../auction/fact';
import { chainEntry } from '../../auction/ledger/chain';
import type { LedgerLine } from '../../auction/ledger/line';
import { publicLot } from '../../auction/public-lot';
import { type Settlement, settle } from '../../auction/settle';
import type { Bidder, LotState } from '../../auction/state';
import type { BatchRows } from '../../db/batch-write';
import type { LockedLot } from '../../db/lot-lock';
import { invariant } from '../../shared/assert';
import type { ChangedRecord } from '../record-change';
import { clockDueMs } from './due-commands';

/** SHA-256 of a text as hex; the ledger's hash (LED1). */
export const sha256Hex = (text: string) => createHash('sha256').update(text).digest('hex');

/** What all lots of a batch share. */
export interface DeskParts {
  readonly nowMs: number;
  readonly epoch: number;
  /** False in a draft sale: what happens to its lots is no public change (DRF1). */
  readonly isPublic: boolean;
  /** 32 random bytes in hex, new at each call (LED1). */
  readonly salt: () => string;
  /** Collects what the batch will write. */
  readonly rows: BatchRows;
  /** Hears what each accepted command did, and the lot as it was before. */
  readonly heard?: (before: LotState, command: LotCommand, facts: readonly LotFact[]) => void;
  /** A bidder as the rules see them in this lot, given as it was locked; null: not registered. */
  readonly bidderOf: (lot: LotState, userId: string) => Bidder | null;
}

/** Whose entry it is; neither for entries of the clock and the house. */
export interface EntryOwner {
  readonly bidId: string | null;
  readonly registrationId: number | null;
}

/** One settled command; `entry` null where the ledger took no note. */
export interface Taken {
  readonly outcome: Settlement['outcome'];
  readonly entry: number | null;
}

/** One locked lot at work: takes commands one after the other and collects their rows. */
export interface LotDesk {
  state(): LotState;
  /** The lot as it was locked. */
  locked(): LotState;
  bidderOf(userId: string): Bidder | null;
  /** What opens the lot is followed at once by the bids that wait for it (ABS1). */
  take(command: LotCommand, owner?: EntryOwner): Taken;
  /** Adds the lot's own row and its change; call once, at the end. Null: no public change (VER1). */
  finish(): ChangedRecord | null;
}

/** What of a lot is another value than it was: most of it, its ladder above all, seldom is. */
function changedFields(before: LotState, after: LotState): Partial<LotState> {
  const changes: Record<string, unknown> = {};
  for (const name of Object.keys(after) as (keyof LotState)[]) {
    if (after[name] !== before[name]) changes[name] = after[name];
  }
  return changes;
}

const NOBODY: EntryOwner = { bidId: null, registrationId: null };

/** Opens the desk of a lot that is locked. @throws InvariantError if row and state disagree. */
export function openDesk(locked: LockedLot, deskParts: DeskParts): LotDesk {
  const { rows, epoch, nowMs, isPublic } = deskParts;
  const first = locked.state as LotState;
  let state = first;
  let head = locked.head;
  invariant(
    state.lotId === locked.id && state.version === locked.version && state.entry === locked.entry,
    'a lot and its state agree',
    { lotId: locked.id, version: locked.version, entry: locked.entry },
  );

  function note(line: LedgerLine, entry: number, owner: EntryOwner): void {
    const lotId = locked.id;
    const place = { lotId, entry, epoch, previousHash: head };
    const parts = { sha256: sha256Hex, salt: deskParts.salt };
    const { text, hash, openings } = chainEntry(line, place, parts);
    rows.openings.push(...openings.map((opening) => ({ lotId, ...opening })));
    // Field by field, like the lot itself (lot-with.ts): a spread with others after it costs more than all else here.
    rows.entries.push({
      lotId,
      entry,
      bidId: owner.bidId,
      kind: line.kind,
      registrationId: owner.registrationId,
      paddle: line.paddle,
      publicAmountMinor: line.publicAmountMinor,
      code: line.code,
      line: text,
      prevHash: head,
      hash,
      receivedAtMs: line.receivedAtMs,
      decidedAtMs: line.decidedAtMs,
    });
    head = hash;
  }

  function takeOne(command: LotCommand, owner: EntryOwner): Taken {
    const { outcome, next, line } = settle(state, command, nowMs);
    if (line) note(line, next.entry, owner);
    if (outcome.ok) deskParts.heard?.(state, command, outcome.value);
    if (outcome.ok && isPublic) {
      for (const id of concernedBy(outcome.value, state)) rows.concerned.add(id);
    }
    state = next;
    return { outcome, entry: line ? next.entry : null };
  }

  const bidderOf = (userId: string) => deskParts.bidderOf(first, userId);

  return {
    state: () => state,
    locked: () => first,
    bidderOf,
    take(command, owner = NOBODY) {
      const before = state;
      const taken = takeOne(command, owner);
      const { outcome } = taken;
      const isOpening = outcome.ok && outcome.value.some(({ kind }) => kind === 'opened');
      const waiting = isOpening ? openingBids(before, ({ userId }) => bidderOf(userId)) : [];
      for (const [at, bid] of waiting.entries()) {
        const registrationId = before.absentees[at]?.registrationId ?? null;
        takeOne(bid, { bidId: null, registrationId });
      }
      return taken;
    },
    finish() {
      const { version, entry, phase, opensAtMs, closesAtMs } = state;
      if (entry === locked.entry || head === null) {
        invariant(version === locked.version, 'no public change without a ledger entry');
        return null;
      }
      const times = { opensAtMs, closesAtMs, dueAtMs: clockDueMs(state) };
      const body = publicLot(state);
      const changes = changedFields(first, state);
      rows.lots.push({ id: locked.id, phase, version, entry, head, ...times, changes, body });
      if (version === locked.version || !isPublic) return null;
      const channel = lotChannel(locked.auctionId, locked.channel);
      const changed = { key: `lot:${locked.id}` as const, version, channel, gone: false };
      rows.changes.push(changed);
      return changed;
    },
  };
}
