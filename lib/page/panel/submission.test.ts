import { describe, expect, it } from 'vitest';
import { nextSubmission, type Submission } from './submission';

const ASK = 440_000;
const confirming: Submission = { step: 'confirming', bidKind: 'exact', amountMinor: ASK };

describe('a submission', () => {
  const sending = nextSubmission(confirming, { is: 'send' });

  it('is sent only from the confirm step', () => {
    expect(sending).toMatchObject({ step: 'sending', amountMinor: ASK, doubtful: false });
    expect(nextSubmission({ step: 'none' }, { is: 'send' })).toEqual({ step: 'none' });
  });

  it('cannot be left, chosen anew or sent twice while on its way', () => {
    for (const event of [
      { is: 'back' },
      { is: 'send' },
      { is: 'set-max' },
      { is: 'choose', bidKind: 'exact', amountMinor: 1 },
    ] as const) {
      expect(nextSubmission(sending, event)).toBe(sending);
    }
  });

  it('becomes doubtful, and still ends definitely', () => {
    const doubtful = nextSubmission(sending, { is: 'doubt' });
    expect(doubtful).toMatchObject({ doubtful: true });
    expect(nextSubmission(doubtful, { is: 'accepted' })).toEqual({ step: 'none' });
  });

  it('whose fate stays open needs a new choice and a new confirmation', () => {
    const unknown = nextSubmission(sending, { is: 'unknown', isSignInNeeded: false });
    expect(unknown).toMatchObject({ step: 'unknown', amountMinor: ASK, isSignInNeeded: false });
    for (const event of [{ is: 'send' }, { is: 'set-max' }, { is: 'accepted' }] as const) {
      expect(nextSubmission(unknown, event)).toBe(unknown);
    }
    expect(nextSubmission(unknown, { is: 'back' })).toEqual({ step: 'none' });
  });

  it('of an earlier page goes on as one in doubt, or is told as open', () => {
    const recall = { is: 'recall', bidKind: 'max', amountMinor: ASK } as const;
    expect(nextSubmission({ step: 'none' }, { ...recall, fate: 'ask' })).toEqual({
      step: 'sending',
      bidKind: 'max',
      amountMinor: ASK,
      doubtful: true,
    });
    expect(nextSubmission({ step: 'none' }, { ...recall, fate: 'sign-in' })).toEqual({
      step: 'unknown',
      bidKind: 'max',
      amountMinor: ASK,
      isSignInNeeded: true,
    });
  });

  it('[LED3] a refusal by the ask is "moved", any other names its reason', () => {
    expect(
      nextSubmission(sending, { is: 'refused', problem: 'below-ask', rule: null, newAsk: null }),
    ).toMatchObject({
      step: 'moved',
    });
    expect(
      nextSubmission(sending, { is: 'refused', problem: 'ask-moved', rule: null, newAsk: null }),
    ).toMatchObject({
      step: 'moved',
    });
    expect(
      nextSubmission(sending, { is: 'refused', problem: 'own-lot', rule: 'REG3', newAsk: null }),
    ).toEqual({
      step: 'refused',
      rule: 'REG3',
      problem: 'own-lot',
    });
  });
});
