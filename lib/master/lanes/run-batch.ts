import type pg from 'pg';
import { lotChannel } from '../../api/record-key';
import { type LockedLot, lockLots } from '../../db/lot-lock';
import { inTransaction, mayPass } from '../../db/transaction';
import { type ClockGuard, ClockMoved } from '../clock-moved';
import type { ChangedRecord } from '../record-change';
import type { StandbyWatch } from '../standby-watch';
import { type BatchOutcome, decideAndWrite } from './decide-and-write';
import type { BatchEnd } from './lane';
import { type LaneAnswer, type LaneInput, refused } from './lane-input';
import { OpeningCame } from './openings';

/** What a batch is run with. */
export interface BatchParts {
  readonly pool: pg.Pool;
  /** Tells nodes what changed, after the commit; never throws, never waits. */
  readonly changed: (records: readonly ChangedRecord[]) => void;
  /** 32 random bytes in hex, new at each call (LED1). */
  readonly salt: () => string;
  readonly clockGuard?: ClockGuard | undefined;
  /** What commits wait for (DUR1); without it, what the server is set to. */
  readonly standby?: Pick<StandbyWatch, 'mode' | 'commitWait' | 'warned'> | undefined;
  /** What went wrong, for the log; the lane goes on. */
  readonly onError: (error: unknown, lotId: number) => void;
}

/** After a lost COMMIT nobody was told what it may have changed, so the lot as it is is told again. */
function toTell(lot: LockedLot, outcome: BatchOutcome, afterUnknown: boolean): ChangedRecord[] {
  const isTold = outcome.changed.some(({ key }) => key === `lot:${lot.id}`);
  if (isTold || !afterUnknown) return [...outcome.changed];
  const channel = lotChannel(lot.auctionId, lot.channel);
  const asItIs = { key: `lot:${lot.id}`, version: lot.version, channel, gone: false } as const;
  return [asItIs, ...outcome.changed];
}

/** What an answer says of its bid is what the COMMIT that it waited for was worth (DUR1). */
function withStandby(answer: LaneAnswer): LaneAnswer {
  if (!answer.ok || !('status' in answer.value)) return answer;
  const { body } = answer.value;
  return { ok: true, value: { ...answer.value, body: { ...body, durability: 'standby' } } };
}

/**
 * One batch of a lane: begin, lock the lot, decide and write, commit, tell (LAN1). `afterUnknown`:
 * the orders may have been committed by a batch whose COMMIT was not answered. Under the lock, which
 * that transaction held until it ended, their keys say so (LAN2); whoever finds none decides anew.
 */
export async function runBatch(
  parts: BatchParts,
  lotId: number,
  orders: readonly LaneInput[],
  afterUnknown: boolean,
): Promise<BatchEnd> {
  const wait = parts.standby?.commitWait() ?? 'as-set';
  const work = async (client: pg.PoolClient) => {
    const [lot] = await lockLots(client, [lotId]);
    if (!lot) return null;
    const outcome = await decideAndWrite(client, [{ lot, orders }], parts);
    return { lot, outcome };
  };
  try {
    const { kind, value } = await inTransaction(parts.pool, work, wait);
    if (!value) return { kind: 'answered', answers: orders.map(() => refused('not-found')) };
    if (kind === 'lost') return { kind: 'unknown' };
    parts.changed(toTell(value.lot, value.outcome, afterUnknown));
    // Committed here, but not with the durability that was asked for: not acknowledged (DUR2).
    if (kind === 'warned') parts.standby?.warned();
    const isWithStandby = typeof wait === 'object' && value.outcome.hasStandby;
    // A server that names no standby cannot give what this master promises.
    const isShort = parts.standby?.mode === 'strict' && !isWithStandby;
    if (kind === 'warned' || isShort) {
      return { kind: 'answered', answers: orders.map(() => refused('undecided')) };
    }
    const answers = value.outcome.answers[0] ?? [];
    return { kind: 'answered', answers: isWithStandby ? answers.map(withStandby) : answers };
  } catch (error) {
    parts.onError(error, lotId);
    const isPassing = mayPass(error) || error instanceof ClockMoved || error instanceof OpeningCame;
    return { kind: isPassing ? 'try-again' : 'failed' };
  }
}
