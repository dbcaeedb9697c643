import { describe, expect, test } from 'vitest';
import { aLot } from '../../live/testing/fake-world';
import { askedWhyOf } from './asks-why';
import { nextSubmission, type Submission } from './submission';

const open = { ...aLot(1, 2), state: 'open', format: 'english' } as const;
const sending: Submission = {
  ...{ step: 'sending', bidKind: 'exact', amountMinor: 10_000, doubtful: false },
};
const own = (submission: Submission) => ({ submission, lastBidId: '7' });
const resting = own({ step: 'none' });

describe('why is offered on the panel', () => {
  test('[WHY2] of the bid that was just refused, by the ledger’s id, whoever leads', () => {
    for (const problem of ['over-limit', 'below-ask'] as const) {
      const refused = { is: 'refused', problem, rule: 'PRX1', newAsk: null } as const;
      const noted = nextSubmission(sending, { ...refused, bidId: '9' });
      expect(askedWhyOf(open, { standing: 'outbid' }, own(noted))).toBe('9');
      expect(askedWhyOf(open, { standing: 'winning' }, own(noted))).toBe('9');
      // Of what the ledger did not note there is nothing to ask.
      const unnoted = nextSubmission(sending, refused);
      expect(askedWhyOf(open, { standing: 'outbid' }, own(unnoted))).toBeNull();
    }
  });

  test('[WHY2] of their last bid where that is not ahead, while they are not at another', () => {
    expect(askedWhyOf(open, { standing: 'outbid' }, resting)).toBe('7');
    expect(askedWhyOf(open, { standing: 'winning' }, resting)).toBeNull();
    expect(askedWhyOf(open, { standing: 'outbid' }, own(sending))).toBeNull();
    expect(askedWhyOf(open, { standing: 'outbid' }, own({ step: 'setting-max' }))).toBeNull();
    expect(askedWhyOf(open, { standing: 'none' }, { ...resting, lastBidId: null })).toBeNull();
  });

  test('[WHY2, OFR1] not of offers before the end', () => {
    const sealed = { ...open, format: 'sealed' } as const;
    expect(askedWhyOf(sealed, { standing: 'none' }, resting)).toBeNull();
    const ended = { ...sealed, state: 'sold', askMinor: null } as const;
    expect(askedWhyOf(ended, { standing: 'none' }, resting)).toBe('7');
  });
});
