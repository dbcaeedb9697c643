import { describe, expect, it } from 'vitest';
import { PROBLEMS } from '../../api/problem';
import { REFUSAL_RULES, type RefusalKind, refusal } from '../../auction/refusal';
import type { FixedTerm } from '../../auction/terms/fixed-term';
import { problemOf } from './refusal-problem';

const fixed = (allowed: FixedTerm['allowed']) =>
  problemOf(refusal('term-fixed', { fixed: [{ field: 'startMinor', rule: 'PRX1', allowed }] }));

describe('what the API says of a refusal', () => {
  it('[LED3] every kind is a problem that the API knows, with its rule', () => {
    for (const kind of Object.keys(REFUSAL_RULES) as RefusalKind[]) {
      const problem = problemOf(refusal(kind));
      expect(PROBLEMS[problem.kind]).toBeDefined();
      expect(problem.rule).toBe(REFUSAL_RULES[kind]);
    }
  });

  it('[TRM1, LED3] of a term: from when to when, how and by whom it may change, by which rule', () => {
    const by = ['auctioneer', 'admin'] as const;
    expect(fixed({ from: 'scheduled', to: 'unbid', way: 'any', by }).detail).toBe(
      'startMinor may change before the lot opens and while it is open without a bid, by auctioneer, admin (PRX1).',
    );
    expect(fixed({ from: 'unbid', to: 'unbid', way: 'eased', by }).detail).toBe(
      'startMinor may change while it is open without a bid, to what bidders reach more easily, by auctioneer, admin (PRX1).',
    );
    expect(fixed(null).detail).toBe('startMinor never changes (PRX1).');
  });

  it('[TRM2, RET1, CLS3, LED3] of what the house may not do so: what would be right', () => {
    const kinds = [
      'needs-why',
      'no-such-bid',
      'already-paid',
      'needs-second',
      'not-reopened',
    ] as const;
    for (const kind of kinds) expect(problemOf(refusal(kind)).detail).toMatch(/\.$/);
  });

  it('[SFT4, LED3] of a close that is too near: the earliest that would do', () => {
    const earliestAtMs = Date.UTC(2027, 4, 1, 12);
    expect(problemOf(refusal('too-soon', { earliestAtMs })).detail).toBe(
      'The earliest close that would do: 2027-05-01T12:00:00.000Z.',
    );
  });
});
