import { expect, test } from 'vitest';
import { spokenChange } from './spoken-change';

test('what became of a bid is said at once, and so is what ends the lot', () => {
  expect(spokenChange('submitting', 'winning')).toEqual({ says: 'standing', isOwn: true });
  for (const after of ['price-moved', 'refused', 'unknown'] as const) {
    expect(spokenChange('submitting', after)).toEqual({ says: 'standing', isOwn: true });
  }
  expect(spokenChange('can-bid', 'sold-to-other')).toEqual({ says: 'standing', isOwn: false });
  expect(spokenChange('winning', 'on-hold')).toEqual({ says: 'standing', isOwn: false });
});

test('that bids are taken is said when they were not: opened, resumed, approved, given more time', () => {
  for (const before of ['not-open', 'on-hold', 'time-up'] as const) {
    expect(spokenChange(before, 'can-bid')).toEqual({ says: 'may-bid', isOwn: false });
    expect(spokenChange(before, 'outbid')).toEqual({ says: 'may-bid', isOwn: false });
  }
  expect(spokenChange('pending', 'can-bid')).toEqual({ says: 'may-bid', isOwn: true });
});

test('the reader’s own steps back and forth are not read out, nor what others say already', () => {
  expect(spokenChange('confirming', 'can-bid')).toBeNull();
  expect(spokenChange('can-bid', 'confirming')).toBeNull();
  expect(spokenChange('winning', 'outbid')).toBeNull();
  expect(spokenChange('can-bid', 'stale')).toBeNull();
  expect(spokenChange('stale', 'can-bid')).toBeNull();
});
