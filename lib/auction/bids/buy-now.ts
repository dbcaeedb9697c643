import { invariant } from '../../shared/assert';
import { err, ok, type Result } from '../../shared/result';
import type { BuyNow } from '../command';
import { evolveAll } from '../evolve';
import type { LotFact } from '../fact';
import { formatOf } from '../formats/formats';
import { type Refusal, refusal } from '../refusal';
import type { LotState } from '../state';
import { refusedPerson, refusedTime, registrationOf } from './admit';
import { limitLeft } from './limit';

/**
 * Somebody buys an open lot at once (BUY1): judged like a bid, and then the hammer falls (CLS4). Of two
 * who race the lane's first has it; the other finds the lot sold.
 */
export function buyNow(
  state: LotState,
  command: BuyNow,
  nowMs: number,
): Result<readonly LotFact[], Refusal> {
  const receivedAtMs = Math.floor(command.receivedAtMs);
  const refused = refusedPerson(state, command) ?? refusedTime(state, receivedAtMs, nowMs);
  if (refused) return err(refused);
  const bidder = registrationOf(command);
  const purchase = { ...command, bidder, receivedAtMs };
  const bought = formatOf(state).buyNow?.(state, purchase) ?? err(refusal('not-on-offer'));
  const leftMinor = limitLeft(bidder);
  if (!bought.ok) {
    const { leastMinor, ...others } = bought.error;
    return leastMinor !== undefined && leastMinor > leftMinor ? err(others) : bought;
  }
  if (command.amountMinor > leftMinor) return err(refusal('over-limit'));
  const after = evolveAll(state, bought.value);
  const hammer = formatOf(after).hammer(after);
  invariant(hammer.kind === 'sold', 'what is bought is sold', { lotId: state.lotId });
  const end = { version: after.version, by: 'bidder', atMs: Math.floor(nowMs) } as const;
  return ok([...bought.value, { ...hammer, ...end }]);
}
