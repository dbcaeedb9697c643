import { formatOf } from '../formats/formats';
import { publicLot } from '../public-lot';
import type { LotState } from '../state';

/** Whether anyone sees that this paddle leads, has bought, or is among those who have won. */
export function isAhead(lot: LotState, paddle: number): boolean {
  if (lot.phase === 'passed' || lot.phase === 'withdrawn') return false;
  if (publicLot(lot).leaderPaddle === paddle) return true;
  if (lot.phase !== 'sold') return formatOf(lot).bought?.(lot).includes(paddle) ?? false;
  const hammer = formatOf(lot).hammer(lot);
  return hammer.kind === 'sold' && hammer.sales.some((sale) => sale.paddle === paddle);
}
