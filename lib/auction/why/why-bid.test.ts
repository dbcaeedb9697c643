import { describe, expect, it } from 'vitest';
import type { Settlement } from '../settle';
import { PLAIN_ENGLISH } from '../state';
import { OfferRoom, offerLot } from '../testing/offer-room';
import { clock, minor } from '../testing/room';
import { Story } from '../testing/story';
import type { BidWhy, Sight } from './bid-why';
import { whyBid } from './why-bid';

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

  it('[WHY1, REG2] refused for its bidder’s limit: what would have won, had the limit allowed it or not', () => {
    const story = new Story();
    story.max('A', 150);
    const bid = story.max('B', 400, { as: { limitMinor: minor(200) } });
    expect(why(story, bid, 'owner')).toMatchObject({
      answer: 'over-limit',
      rule: 'REG2',
      amountMinor: minor(400),
      leastMinor: null,
      wouldWin: { kind: 'from', amountMinor: minor(110) },
    });
    expect(why(story, bid, 'all').wouldWin).toEqual({
      kind: 'enough',
      amountMinor: minor(150.01),
    });
    story.max('C', 300);
    // More than the limit of 200: it is told beside it how far that went.
    expect(why(story, bid, 'owner').wouldWin).toEqual({ kind: 'from', amountMinor: minor(160) });
    expect(why(story, bid, 'all').wouldWin).toEqual({ kind: 'enough', amountMinor: minor(300) });
  });

  it('[WHY1, REG2, PRI1] whoever has priority and too low a limit need only match the price', () => {
    const story = new Story();
    story.max('A', 150);
    const as = { limitMinor: minor(90), hasPriority: true };
    const bid = story.max('P', 400, { as });
    expect(why(story, bid, 'owner').wouldWin).toEqual({ kind: 'from', amountMinor: minor(100) });
  });

  it('[WHY1, REG2, AUT1] a leader’s raise beyond their limit tells nobody else how far they went', () => {
    const story = new Story({ reserveMinor: minor(500) });
    story.max('A', 150);
    const raise = story.max('A', 400, { as: { limitMinor: minor(200) } });
    story.run({ kind: 'closeLot', by: 'clock' }, clock('12:00:00.500'));
    expect(why(story, raise, 'owner').wouldWin).toEqual({
      kind: 'from',
      amountMinor: minor(150.01),
    });
    expect(JSON.stringify(why(story, raise, 'anyone'))).not.toMatch(/1500[01]/);
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

describe('why of what is no plain bid', () => {
  const buyable = (reserve: number | null = 150) =>
    new Story({
      startMinor: minor(50),
      reserveMinor: reserve === null ? null : minor(reserve),
      selling: { ...PLAIN_ENGLISH, buyNowMinor: minor(200) },
    });

  it('[WHY1, BUY1] outbid by a purchase: by which rule, and that buying at once would have won', () => {
    const story = buyable();
    const bid = story.max('A', 100);
    const bought = story.buy('B', 200);
    for (const sight of ['owner', 'anyone'] as const) {
      expect(why(story, bid, sight)).toMatchObject({
        overtaken: { entry: bought.next.entry, rule: 'BUY1', after: { state: 'sold' } },
        wouldWin: { kind: 'buy', amountMinor: minor(200) },
      });
    }
    // To whom all is known: what reaches the reserve takes the offer away.
    expect(why(story, bid, 'all').wouldWin).toEqual({ kind: 'enough', amountMinor: minor(150) });
    expect(why(story, bought, 'owner')).toMatchObject({
      asked: 'purchase',
      answer: 'bought',
      rule: 'BUY1',
      wouldWin: null,
    });
  });

  it('[WHY1, BUY1] a purchase refused: the price on offer, or that there was none any more', () => {
    const story = buyable(null);
    const wrong = story.buy('A', 199);
    expect(why(story, wrong, 'owner')).toMatchObject({
      answer: 'not-on-offer',
      rule: 'BUY1',
      leastMinor: minor(200),
      wouldWin: { kind: 'buy', amountMinor: minor(200) },
    });
    story.max('B', 70);
    const gone = story.buy('A', 200);
    expect(why(story, gone, 'owner')).toMatchObject({ leastMinor: null, wouldWin: null });
    story.max('C', 400);
    expect(why(story, story.buy('A', 60), 'owner').wouldWin).toEqual({
      kind: 'beyond',
      amountMinor: minor(80),
    });
  });

  it('[WHY1, ABS1] a bid left: waits, gives way to a later one, and is the bid it became', () => {
    const story = new Story({}, 'scheduled');
    const first = story.leave('A', 100);
    expect(why(story, first, 'owner')).toMatchObject({
      asked: 'left',
      answer: 'left',
      rule: 'ABS1',
      left: 'waits',
      replacedBy: null,
      wouldWin: null,
    });
    const second = story.leave('A', 120, { received: '08:01:00' });
    const barred = story.leave('C', 500, { received: '08:02:00' });
    const low = story.leave('D', 90, { received: '08:03:00' });
    story.open((name) => (name === 'C' ? { status: 'suspended' } : {}));
    const rival = story.max('B', 300);
    expect(why(story, first, 'owner').replacedBy).toBe(second.next.entry);
    expect(why(story, second, 'owner')).toMatchObject({
      asked: 'left',
      left: 'played',
      answer: 'leading',
      amountMinor: minor(120),
      overtaken: { entry: rival.next.entry },
      wouldWin: { kind: 'from', amountMinor: minor(130) },
    });
    expect(why(story, barred, 'owner')).toMatchObject({ left: 'not-played', wouldWin: null });
    expect(why(story, low, 'owner')).toMatchObject({
      answer: 'below-ask',
      left: null,
      leastMinor: minor(100),
      wouldWin: { kind: 'from', amountMinor: minor(130) },
    });
  });

  it('[WHY1, PRI1] whoever has priority need only match, and matching is no tie', () => {
    const story = new Story();
    story.max('P', 300, { as: { hasPriority: true } });
    const matched = story.max('A', 150);
    expect(why(story, matched, 'owner')).toMatchObject({
      rule: 'PRI1',
      wouldWin: { kind: 'beyond', amountMinor: minor(150) },
    });
    const other = new Story();
    other.max('A', 300);
    const low = other.max('P', 150, { as: { hasPriority: true } });
    expect(why(other, low, 'owner').wouldWin).toEqual({ kind: 'from', amountMinor: minor(160) });
  });
});

describe('why of offers', () => {
  function offers(format: 'sealed' | 'vickrey', reserve: number | null = null) {
    const reserveMinor = reserve === null ? null : minor(reserve);
    const room = new OfferRoom(offerLot({ format, selling: {}, reserveMinor }));
    const made = { first: room.offer('A', 150), best: room.offer('B', 180) };
    return { room, ...made, again: room.offer('A', 160) };
  }
  const whyOf = (room: OfferRoom, { next }: Settlement, sight: Sight) =>
    whyBid(room.steps, next.entry, sight);

  it('[WHY1, OFR1] while the lot is open nothing is known, but that a later one took its place', () => {
    const { room, first, best, again } = offers('sealed');
    expect(whyOf(room, first, 'owner')).toMatchObject({ replacedBy: again.next.entry });
    for (const one of [best, again]) {
      expect(whyOf(room, one, 'owner')).toMatchObject({
        answer: 'offered',
        rule: 'OFR1',
        overtaken: null,
        wouldWin: null,
        now: { priceMinor: null, leaderPaddle: null, bidCount: 0 },
      });
    }
  });

  it('[WHY1, SEA1] at the end: to whom it went, and one unit more would have won', () => {
    const { room, best, again } = offers('sealed');
    room.close();
    expect(whyOf(room, best, 'owner')).toMatchObject({ overtaken: null, wouldWin: null });
    expect(whyOf(room, again, 'all')).toMatchObject({
      overtaken: { rule: 'SEA1' },
      now: { priceMinor: minor(180), leaderPaddle: 2 },
      wouldWin: { kind: 'enough', amountMinor: minor(180.01) },
    });
    expect(whyOf(room, again, 'owner').wouldWin).toEqual({
      kind: 'from',
      amountMinor: minor(180),
    });
  });

  it('[WHY1, VIC1] the second price is the loser’s own: more, and how much is the winner’s to know', () => {
    const { room, again } = offers('vickrey');
    room.close();
    expect(whyOf(room, again, 'owner')).toMatchObject({
      overtaken: { rule: 'VIC1' },
      wouldWin: { kind: 'beyond', amountMinor: minor(160) },
    });
  });

  it('[WHY1, CLS2] a reserve that nobody reached stays secret', () => {
    const { room, best } = offers('sealed', 500);
    room.close();
    expect(whyOf(room, best, 'owner')).toMatchObject({
      overtaken: { after: { state: 'passed', reserve: 'not-met' } },
      wouldWin: null,
    });
  });

  it('[WHY1, DUT1, MUL2] at a falling price: what the clock asked, or how few units were left', () => {
    const room = new OfferRoom(
      offerLot({
        format: 'dutch',
        selling: { units: 3, stepMinor: minor(50), intervalMs: 30_000 },
        startMinor: minor(1000),
        closesAtMs: clock('09:10:30'),
      }),
      clock('09:00:00'),
    );
    const at = { received: '09:00:01' };
    const early = room.offer('A', 900, at);
    const bought = room.offer('B', 1000, { units: 2, ...at });
    const many = room.offer('C', 1000, { units: 2, least: 2, ...at });
    expect(whyOf(room, early, 'owner')).toMatchObject({
      answer: 'below-ask',
      leastMinor: minor(1000),
      wouldWin: { kind: 'enough', amountMinor: minor(1000) },
    });
    expect(whyOf(room, many, 'owner')).toMatchObject({
      answer: 'too-few-left',
      rule: 'MUL2',
      unitsLeft: 1,
      wouldWin: null,
    });
    room.offer('C', 1000, at);
    expect(whyOf(room, bought, 'owner')).toMatchObject({ answer: 'bought', overtaken: null });
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
