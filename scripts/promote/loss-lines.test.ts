import { expect, test } from 'vitest';
import { lostLines, missingLine } from './loss-lines';

// Would catch: an operator who is told that nothing was lost where nobody knows, one who is given a
// bound for what came after the primary was asked, and one who cannot tell whom to call.

const bid = {
  ...{ bidId: '17', lotId: 42, lotNumber: 3, paddle: 102, currency: 'GBP' },
  ...{ publicAmountMinor: 30_000, decidedAt: '2026-01-02T03:04:05.006Z' },
};

test('[EPO1] no bid lost is said only where the ledgers were compared', () => {
  expect(lostLines([])).toEqual(['no accepted bid was lost']);
});

test('[EPO1] each lost bid is named by lot, paddle, amount and time, and who is to be called', () => {
  const silent = { ...bid, bidId: '18', publicAmountMinor: null };
  expect(lostLines([bid, silent])).toEqual([
    '2 accepted bids of the old primary had not reached the replica and are lost:',
    '  lot 3 (id 42), paddle 102, 30000 GBP (minor units), bid 17, 2026-01-02T03:04:05.006Z',
    '  lot 3 (id 42), paddle 102, a raised maximum, bid 18, 2026-01-02T03:04:05.006Z',
    'those confirmed with durability "local" were acknowledged: call these bidders',
  ]);
});

test('[EPO1] where only the log can be measured, it is said what that bounds, and unknown is never none', () => {
  expect(missingLine(null)).toMatch(/unknown: the old primary did not answer/);
  expect(missingLine(0)).toBe('the replica had all of the log when the primary was last asked');
  expect(missingLine(1)).toMatch(/lacked 1 bytes of log .* at most 1 bids are lost/);
  expect(missingLine(513)).toMatch(/of what was accepted by then at most 2 bids are lost/);
});
