import type { WishKind } from '../../api/v1/bids';

/** What is asked before a wish is sent, where bids go up and where they go down: keys below `panel.standing`. */
const QUESTIONS = {
  exact: { up: 'confirmExact', down: 'confirmExact' },
  max: { up: 'confirmMax', down: 'confirmLow' },
  'buy-now': { up: 'confirmBuyNow', down: 'confirmBuyNow' },
  left: { up: 'confirmLeft', down: 'confirmLeftLow' },
} as const satisfies Record<WishKind, { up: string; down: string }>;

/** The question to confirm where bids go beyond each other; `{amount}` and `{lot}` stand in it. */
export const confirmQuestion = (bidKind: WishKind, isDown: boolean) =>
  QUESTIONS[bidKind][isDown ? 'down' : 'up'];
