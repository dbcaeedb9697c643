import type { Minor } from '../../shared/money';
import { formatOf } from '../formats/formats';
import type { LotState } from '../state';

/**
 * What a lot binds of its bidders' limits (REG2), by registration: while bids stand what each may have to
 * pay, once it is sold what they do pay. A lot that was passed or withdrawn binds nobody (CLS4), and
 * neither does a bid that only waits for the opening (ABS1): it is judged when it is played.
 */
export function exposureIn(lot: LotState): ReadonlyMap<number, Minor> {
  const bound = new Map<number, Minor>();
  if (lot.phase === 'passed' || lot.phase === 'withdrawn') return bound;
  for (const { registrationId, amountMinor } of formatOf(lot).stakes(lot)) {
    bound.set(registrationId, (bound.get(registrationId) ?? 0) + amountMinor);
  }
  if (lot.phase !== 'sold') return bound;
  const hammer = formatOf(lot).hammer(lot);
  const won = new Map<number, Minor>();
  if (hammer.kind === 'passed') return won;
  for (const { registrationId, units, priceMinor } of hammer.sales) {
    // Nobody owes more than they offered; who sells downwards owes nothing.
    const most = bound.get(registrationId) ?? Number.POSITIVE_INFINITY;
    won.set(registrationId, Math.min(most, units * priceMinor));
  }
  return won;
}
