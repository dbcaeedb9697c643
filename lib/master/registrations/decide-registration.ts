import type pg from 'pg';
import { insertAudit } from '../../db/audit-insert';
import { atStake, beginExposure, endExposure, lockLotsBidOn } from '../../db/limit-write';
import { inRefusableTransaction } from '../../db/refusable-transaction';
import {
  type BidderConditions,
  type DepositState,
  lockRegistration,
  setConditions,
} from '../../db/registration-decide';
import { ok, type Result } from '../../shared/result';
import type { Actor, Catalogue } from '../catalogue/catalogue';
import { type ChangedRecord, recordStandings } from '../record-change';
import { refuse, type Trouble } from '../trouble';

/** Whose registration it turned out to be. */
export interface DecidedRegistration {
  auctionId: number;
  userId: string;
}

/**
 * Where a deposit is, as whoever keeps the money reports it (REG4): somebody of the house, or the adapter
 * of a payment provider with a key of the house. The house moves no money; this is all it hears of it.
 */
export interface DepositReport {
  state: DepositState;
  /** What names the payment where the money is; it stands in the audit. */
  reference: string;
}

/** What the house decides of a bidder; what is not named stays. */
export interface RegistrationDecision {
  registrationId: number;
  status?: BidderConditions['status'] | undefined;
  limitMinor?: BidderConditions['limitMinor'] | undefined;
  hasPriority?: boolean | undefined;
  deposit?: DepositReport | undefined;
}

type Done = DecidedRegistration & { records: ChangedRecord[] };

/** How often a bidder may bid on yet another lot while their first limit is being set. */
const TRIES = 5;

const CONDITIONS = ['status', 'deposit', 'limitMinor', 'hasPriority'] as const;

/** What is asked to be another than it is, for the audit. */
function differences(from: BidderConditions, to: BidderConditions): Record<string, unknown> | null {
  const changed = CONDITIONS.filter((name) => from[name] !== to[name]);
  if (changed.length === 0) return null;
  return {
    from: Object.fromEntries(changed.map((name) => [name, from[name]])),
    to: Object.fromEntries(changed.map((name) => [name, to[name]])),
  };
}

/** Null: the bidder has bid on a lot that is not locked; begin again. */
async function decide(
  client: pg.PoolClient,
  actor: Actor,
  wanted: RegistrationDecision,
): Promise<Result<Done | null, Trouble>> {
  const { registrationId: id, deposit } = wanted;
  // Whose limit is to count for the first time is known only with their lots locked, and those come first.
  const lots = wanted.limitMinor ? await lockLotsBidOn(client, id) : null;
  const known = await lockRegistration(client, id);
  if (!known) return refuse('not-found');
  if (known.houseId !== actor.houseId) return refuse('not-allowed');
  const { auctionId, userId, version: _version, houseId: _house, ...from } = known;
  const to: BidderConditions = {
    status: wanted.status ?? from.status,
    deposit: deposit?.state ?? from.deposit,
    limitMinor: wanted.limitMinor === undefined ? from.limitMinor : wanted.limitMinor,
    hasPriority: wanted.hasPriority ?? from.hasPriority,
  };
  const detail = differences(from, to);
  if (!detail) return ok({ auctionId, userId, records: [] });
  if (from.limitMinor === null && to.limitMinor !== null) {
    const exposureMinor = lots && (await atStake(client, id, lots));
    if (exposureMinor === null) return ok(null);
    await beginExposure(client, id, exposureMinor);
  }
  if (from.limitMinor !== null && to.limitMinor === null) await endExposure(client, id);
  const decision = { ...to, registrationId: id, decidedBy: actor.userId };
  const version = await setConditions(client, decision);
  const records = await recordStandings(client, [{ id, version }]);
  await insertAudit(client, {
    actorId: actor.userId,
    houseId: actor.houseId,
    action: 'decide-registration',
    subject: `reg:${id}`,
    detail: deposit ? { ...detail, reference: deposit.reference } : detail,
  });
  return ok({ auctionId, userId, records });
}

/**
 * Approves, declines or suspends a bidder, and sets on what conditions they bid: their limit, their right
 * of priority, where their deposit is. It holds for the next bid that is decided (REG1).
 */
export async function decideRegistration(
  catalogue: Catalogue,
  actor: Actor,
  wanted: RegistrationDecision,
): Promise<Result<DecidedRegistration, Trouble>> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const done = await inRefusableTransaction(catalogue.primary, (client) =>
      decide(client, actor, wanted),
    );
    if (!done.ok) return done;
    if (!done.value) continue;
    const { auctionId, userId, records } = done.value;
    if (records.length > 0) catalogue.changed(records);
    return ok({ auctionId, userId });
  }
  return refuse('unavailable', { detail: 'The bidder bids too fast at the moment; try again.' });
}
