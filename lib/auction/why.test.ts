import { describe, expect, it } from 'vitest';
import type { Settlement } from './settle';
import { clock, minor } from './testing/room';
import { Story } from './testing/story';
import { type BidWhy, type Sight, whyBid } from './why';

const why = (story: Story, bid: Settlement, sight: Sight): BidWhy =>
  whyBid(story.steps, bid.next.entry, sight);

/** A has 150, B bids 120 and is outbid at 130 (P2). */
function outbidAtOnce(leaderMax = 150) {
  const story = new Story();
  story.max('A', leaderMax);
  return { story, bid: story.max('B', 120) };
}

describe('why a bid did not win', () => {
  it('[WHY1] refused: the rule, the lot then, and the least that would have been taken', () => {
    const story = new Story();
    story.max('A', 150);
    const bid = story.max('B', 109);
    expect(why(story, bid, 'owner')).toMatchObject({
      paddle: 2,
      answer: 'below-ask',
      rule: 'PRX1',
      amountMinor: minor(109),
      before: { priceMinor: minor(100), askMinor: minor(110), leaderPaddle: 1 },
      leastMinor: minor(110),
      wouldWin: { kind: 'from', amountMinor: minor(110) },
    });
  });

  it('[WHY1] outbid at once: beyond the price it came to, how far is the secret of whoever leads', () => {
    const { story, bid } = outbidAtOnce();
    expect(why(story, bid, 'owner')).toMatchObject({
      answer: 'outbid',
      rule: 'PRX2',
      after: { priceMinor: minor(130), leaderPaddle: 1 },
      leastMinor: null,
      wouldWin: { kind: 'beyond', amountMinor: minor(130) },
    });
  });

  it('[WHY1] outbid at once, all limits known: one minor unit more than the leader would go', () => {
    const { story, bid } = outbidAtOnce();
    expect(why(story, bid, 'all').wouldWin).toEqual({
      kind: 'enough',
      amountMinor: minor(150.01),
    });
  });

  it('[WHY1] a limit as high as the leader’s came later; only its owner is told', () => {
    const story = new Story();
    story.max('A', 150);
    const bid = story.max('B', 150);
    expect(why(story, bid, 'owner').rule).toBe('PRX3');
    expect(why(story, bid, 'anyone')).toMatchObject({ rule: 'PRX2', amountMinor: minor(110) });
  });

  it('[WHY1] overtaken: by which entry and at what price; as much would have held', () => {
    const story = new Story();
    const bid = story.max('A', 150);
    const overtaking = story.max('B', 200);
    expect(why(story, bid, 'owner')).toMatchObject({
      answer: 'leading',
      rule: 'PRX1',
      overtaken: { entry: overtaking.next.entry, rule: 'PRX2', after: { priceMinor: minor(160) } },
      wouldWin: { kind: 'from', amountMinor: minor(160) },
    });
    expect(why(story, bid, 'all').wouldWin).toEqual({ kind: 'enough', amountMinor: minor(200) });
  });

  it('[WHY1] all that came later counts: what would have won is more than what would have led then', () => {
    const { story, bid } = outbidAtOnce();
    story.max('C', 300);
    story.run({ kind: 'closeLot', by: 'clock' }, clock('12:00:00.500'));
    expect(why(story, bid, 'all').wouldWin).toEqual({ kind: 'enough', amountMinor: minor(300) });
    expect(why(story, bid, 'owner').wouldWin).toEqual({
      kind: 'from',
      amountMinor: minor(160),
    });
  });

  it('[WHY1] of a reserve that was not met: what would have bought', () => {
    const story = new Story({ reserveMinor: minor(500) });
    const bid = story.max('A', 300);
    story.run({ kind: 'closeLot', by: 'clock' }, clock('12:00:00.500'));
    expect(why(story, bid, 'all')).toMatchObject({
      overtaken: { after: { state: 'passed', reserve: 'not-met' } },
      wouldWin: { kind: 'enough', amountMinor: minor(500) },
    });
  });

  it('[WHY1] nothing would have won where the amount was not at fault, or the bid is ahead', () => {
    const story = new Story();
    const leading = story.max('A', 150);
    const late = story.max('B', 500, { received: '12:00:00', decided: '12:00:00' });
    expect(why(story, late, 'owner')).toMatchObject({ rule: 'CLS1', wouldWin: null });
    expect(why(story, leading, 'all')).toMatchObject({ overtaken: null, wouldWin: null });
  });

  it('[WHY1] in a reverse lot, going down', () => {
    const story = new Story({ format: 'reverse', startMinor: minor(1000) });
    story.max('A', 800);
    const bid = story.max('B', 900);
    expect(why(story, bid, 'all').wouldWin).toEqual({
      kind: 'enough',
      amountMinor: minor(799.99),
    });
  });

  it('[WHY1] a bid that was cancelled counts no more, whatever it would have been', () => {
    const story = new Story();
    const bid = story.max('A', 150);
    story.max('B', 300);
    const { entry } = story.cancel(bid).next;
    expect(why(story, bid, 'all')).toMatchObject({ cancelledBy: entry, wouldWin: null });
  });
});

describe('why tells no secret', () => {
  it.each(['anyone', 'owner'] as const)(
    '[WHY1, AUT1] how far the leader would go, to %s',
    (sight) => {
      const [one, other] = [outbidAtOnce(400), outbidAtOnce(900)];
      expect(why(one.story, one.bid, sight)).toEqual(why(other.story, other.bid, sight));
    },
  );

  it('[WHY1, AUT1] to anyone a leader’s own limit, by what they would have to raise it to', () => {
    const story = new Story();
    story.max('A', 150);
    const bid = story.max('A', 140);
    expect(why(story, bid, 'owner').leastMinor).toBe(minor(150.01));
    expect(why(story, bid, 'anyone')).toMatchObject({ leastMinor: null, amountMinor: null });
  });
});
