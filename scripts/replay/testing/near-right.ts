import type { Edit } from '../../../sim/planted/bugs';

const PRICE = 'lib/auction/formats/proxy-price.ts';

/** Engines that are right but for one line: what a replay must be able to tell from ours. */
export const NEAR_RIGHT: readonly { readonly name: string; readonly edits: readonly Edit[] }[] = [
  {
    name: 'the step is looked up at the old price',
    edits: [
      {
        file: PRICE,
        from: 'const overChallenger = stepOn(direction, ladder, limitMinor);',
        to: 'const overChallenger = limitMinor + direction * stepAt(ladder, lot.priceMinor ?? 0);',
      },
      {
        file: PRICE,
        from: 'const overLeader = stepOn(direction, ladder, leader.maxMinor);',
        to: 'const overLeader = leader.maxMinor + direction * stepAt(ladder, lot.priceMinor ?? 0);',
      },
    ],
  },
  {
    name: 'of equal limits the latest leads',
    edits: [
      {
        file: PRICE,
        from: '!beats(direction, limitMinor, leader.maxMinor)',
        to: 'beats(direction, leader.maxMinor, limitMinor)',
      },
    ],
  },
];
