import type { PublicLot } from '../../../api/public-lot';
import type { WishKind } from '../../../api/v1/bids';
import { aLot } from '../../../live/testing/fake-world';
import type { PanelInputs, PanelName } from '../panel-model';
import type { Submission } from '../submission';

const ASK = 440_000;
const open = (more: Partial<PublicLot> = {}): PublicLot =>
  aLot(14, 9, { priceMinor: 420_000, askMinor: ASK, leaderPaddle: 305, ...more });

const APPROVED = { status: 'approved', paddle: 218, deposit: 'not-required' } as const;

/** A reader who may bid on an open lot, live, but for what a case says otherwise. */
export const given = (more: Partial<PanelInputs> = {}): PanelInputs => ({
  lot: open(),
  isSignedIn: true,
  registration: APPROVED,
  myMaxMinor: null,
  won: null,
  freshness: 'live',
  clock: 'open',
  submission: { step: 'none' },
  ...more,
});

const confirming = (bidKind: WishKind, amountMinor = ASK): Submission => ({
  step: 'confirming',
  bidKind,
  amountMinor,
});
const mine = { leaderPaddle: 218, priceMinor: ASK, askMinor: 460_000 };
const ended = { askMinor: null };
const scheduled = { state: 'scheduled', priceMinor: null, leaderPaddle: null } as const;

/** What a bid panel is, why, of what, and what of it is to hold: each line a case. */
export const PANEL_TABLE: readonly [PanelName, string, Partial<PanelInputs>, object][] = [
  [
    'not-signed-in',
    'a visitor',
    { isSignedIn: false, registration: null },
    { rule: 'solid', action: { kind: 'sign-in' } },
  ],
  [
    'not-registered',
    'no registration for the sale',
    { registration: null },
    { rule: 'solid', action: { kind: 'register' } },
  ],
  [
    'pending',
    'a registration without an answer',
    { registration: { ...APPROVED, status: 'pending' } },
    { rule: 'solid', action: { kind: 'bid', amountMinor: ASK, blocked: true, canSetMax: false } },
  ],
  [
    'not-approved',
    'a declined registration',
    { registration: { ...APPROVED, status: 'declined' } },
    { action: { kind: 'bid', amountMinor: ASK, blocked: true, canSetMax: false } },
  ],
  [
    'not-approved',
    'a registration suspended mid-sale',
    { registration: { ...APPROVED, status: 'suspended' }, myMaxMinor: 440_000 },
    { action: { kind: 'bid', amountMinor: ASK, blocked: true, canSetMax: false } },
  ],
  [
    'deposit-missing',
    'the sale asks for a deposit that is not held (REG4)',
    { registration: { ...APPROVED, deposit: 'required' } },
    { action: { kind: 'bid', amountMinor: ASK, blocked: true, buyNowMinor: null } },
  ],
  [
    'can-bid',
    'the deposit is held',
    { registration: { ...APPROVED, deposit: 'held' } },
    { action: { kind: 'bid', blocked: false } },
  ],
  [
    'not-open',
    'before its time a maximum can be left (ABS1)',
    { lot: open(scheduled) },
    { rule: 'dotted', action: { kind: 'leave', hasLeft: false } },
  ],
  [
    'not-open',
    'the one that was left can be replaced (ABS1)',
    { lot: open(scheduled), myMaxMinor: 500_000 },
    {
      ...{ rule: 'dotted', standing: 'none', costOfMinor: 500_000 },
      action: { kind: 'leave', hasLeft: true },
    },
  ],
  [
    'not-open',
    'nothing is left where the house bids for nobody (ABS1)',
    { lot: open({ ...scheduled, format: 'sealed' }) },
    { action: { kind: 'none' } },
  ],
  [
    'setting-max',
    'a maximum is being left; another than before may be lower (ABS1)',
    { lot: open(scheduled), myMaxMinor: 500_000, submission: { step: 'setting-max' } },
    { action: { kind: 'enter-max', leastMinor: ASK, isRaise: false } },
  ],
  [
    'confirming',
    'a maximum that is left (ABS1)',
    { lot: open(scheduled), submission: confirming('left', 500_000) },
    { action: { kind: 'confirm', bidKind: 'left', amountMinor: 500_000 }, costOfMinor: 500_000 },
  ],
  [
    'refused',
    'a maximum was not taken; another can be left',
    { lot: open(scheduled), submission: { step: 'refused', problem: 'over-limit', rule: 'REG2' } },
    { problem: 'over-limit', action: { kind: 'leave', hasLeft: false } },
  ],
  [
    'offered',
    'an offer was made; nobody leads before the end (OFR1)',
    { lot: open({ format: 'sealed', priceMinor: null, leaderPaddle: null }), myMaxMinor: 900_000 },
    { standing: 'none', rule: 'solid', action: { kind: 'offer', hasOffered: true } },
  ],
  [
    'bought',
    'units of a falling price were bought, and the clock goes on (DUT1)',
    { lot: open({ format: 'dutch' }), won: { units: 2, totalMinor: 900_000 } },
    { standing: 'none', action: { kind: 'buy', amountMinor: ASK } },
  ],
  [
    'can-bid',
    'the lot can be bought at once (BUY1)',
    { lot: open({ buyNowMinor: 900_000 }) },
    { action: { kind: 'bid', amountMinor: ASK, buyNowMinor: 900_000 } },
  ],
  [
    'confirming',
    'a purchase at the price on offer, also of who leads (BUY1)',
    { lot: open({ ...mine, buyNowMinor: 900_000 }), submission: confirming('buy-now', 900_000) },
    { action: { kind: 'confirm', bidKind: 'buy-now', amountMinor: 900_000 } },
  ],
  [
    'can-bid',
    'what was to be bought is not on offer any more (BUY1)',
    { submission: confirming('buy-now', 900_000) },
    { action: { kind: 'bid', buyNowMinor: null } },
  ],
  [
    'not-registered',
    'a lot before its time, no registration yet',
    { lot: open({ state: 'scheduled' }), registration: null },
    { rule: 'dotted', action: { kind: 'register' } },
  ],
  [
    'can-bid',
    'approved, never bid',
    {},
    {
      rule: 'solid',
      costOfMinor: ASK,
      action: { kind: 'bid', amountMinor: ASK, blocked: false, canSetMax: true },
    },
  ],
  [
    'setting-max',
    'the field is open',
    { submission: { step: 'setting-max' } },
    { action: { kind: 'enter-max', leastMinor: ASK, isRaise: false } },
  ],
  [
    'setting-max',
    'the leader must go above their own maximum, not above the ask (PRX4)',
    { submission: { step: 'setting-max' }, lot: open(mine), myMaxMinor: 440_000 },
    { rule: 'winning', action: { kind: 'enter-max', leastMinor: 440_001, isRaise: true } },
  ],
  [
    'confirming',
    'the exact amount chosen',
    { submission: confirming('exact') },
    {
      rule: 'solid',
      costOfMinor: ASK,
      action: { kind: 'confirm', bidKind: 'exact', amountMinor: ASK },
    },
  ],
  [
    'confirming',
    'a maximum that still meets the ask after the price moved',
    { submission: confirming('max', 900_000), lot: open({ askMinor: 500_000 }) },
    { action: { kind: 'confirm', bidKind: 'max', amountMinor: 900_000 } },
  ],
  [
    'confirming',
    'the leader raises a maximum below the ask (PRX4)',
    { submission: confirming('max', 445_000), lot: open(mine), myMaxMinor: 440_000 },
    { rule: 'winning', action: { kind: 'confirm', bidKind: 'max', amountMinor: 445_000 } },
  ],
  [
    'submitting',
    'on its way',
    { submission: { step: 'sending', bidKind: 'exact', amountMinor: ASK, doubtful: false } },
    { action: { kind: 'sending', amountMinor: ASK, doubtful: false }, costOfMinor: ASK },
  ],
  [
    'submitting',
    'no answer yet, and the page went stale meanwhile',
    {
      submission: { step: 'sending', bidKind: 'exact', amountMinor: ASK, doubtful: true },
      freshness: 'stale',
    },
    { rule: 'stale', action: { kind: 'sending', amountMinor: ASK, doubtful: true } },
  ],
  [
    'unknown',
    'the fate of a bid is open: it is said, and no amount is offered, also when stale',
    {
      submission: { step: 'unknown', bidKind: 'exact', amountMinor: ASK, isSignInNeeded: false },
      freshness: 'stale',
    },
    {
      rule: 'stale',
      action: { kind: 'check-bids', isSignInNeeded: false },
      unknownMinor: ASK,
      costOfMinor: null,
    },
  ],
  [
    'unknown',
    'nobody is signed in: the amount stays its bidder’s secret',
    {
      submission: { step: 'unknown', bidKind: 'max', amountMinor: ASK, isSignInNeeded: true },
      isSignedIn: false,
      registration: null,
    },
    { action: { kind: 'check-bids', isSignInNeeded: true }, unknownMinor: null },
  ],
  [
    'price-moved',
    'the ask moved while confirming',
    { submission: confirming('exact'), lot: open({ priceMinor: 460_000, askMinor: 480_000 }) },
    { action: { kind: 'review', bidKind: 'exact', amountMinor: 480_000 } },
  ],
  [
    'price-moved',
    'the house refused: the ask had moved',
    {
      submission: { step: 'moved', bidKind: 'max', newAsk: null },
      lot: open({ askMinor: 480_000 }),
    },
    { action: { kind: 'review', bidKind: 'max', amountMinor: 480_000 } },
  ],
  [
    'price-moved',
    'the house refused with an ask that the page has not heard of yet (STL1)',
    {
      submission: {
        step: 'moved',
        bidKind: 'exact',
        newAsk: { askMinor: 480_000, sentAtVersion: 9 },
      },
    },
    { action: { kind: 'review', bidKind: 'exact', amountMinor: 480_000 }, costOfMinor: 480_000 },
  ],
  [
    'price-moved',
    'the house refused with an ask, and the page has heard of a newer one since (STL1)',
    {
      submission: {
        step: 'moved',
        bidKind: 'exact',
        newAsk: { askMinor: 480_000, sentAtVersion: 8 },
      },
      lot: open({ askMinor: 500_000 }),
    },
    { action: { kind: 'review', bidKind: 'exact', amountMinor: 500_000 }, costOfMinor: 500_000 },
  ],
  [
    'refused',
    'the house refused for another reason',
    { submission: { step: 'refused', problem: 'own-lot', rule: 'REG3' } },
    { problem: 'own-lot', refusedBy: 'REG3' },
  ],
  [
    'winning',
    'the leader’s paddle is the reader’s',
    { lot: open(mine), myMaxMinor: 440_000 },
    { rule: 'winning', standing: 'winning', action: { kind: 'raise' }, costOfMinor: ASK },
  ],
  [
    'winning',
    'an exact bid was being confirmed when another page of the reader took the lead',
    { lot: open(mine), myMaxMinor: 440_000, submission: confirming('exact') },
    { action: { kind: 'raise' } },
  ],
  [
    'outbid',
    'the reader bid, another leads',
    { myMaxMinor: 440_000 },
    {
      rule: 'outbid',
      standing: 'outbid',
      action: { kind: 'bid', amountMinor: ASK, blocked: false, canSetMax: true },
    },
  ],
  [
    'stale',
    'nothing proven for too long; the last standing stays in words',
    { freshness: 'stale', myMaxMinor: 440_000 },
    {
      rule: 'stale',
      standing: 'outbid',
      isPriceStale: true,
      costOfMinor: null,
      action: { kind: 'check-now' },
    },
  ],
  [
    'stale',
    'the device is offline, even for a visitor',
    { freshness: 'offline', isSignedIn: false, registration: null },
    { rule: 'stale', action: { kind: 'check-now' } },
  ],
  [
    'can-bid',
    'catching up: bidding stays on, the line is dashed',
    { freshness: 'catching-up' },
    { rule: 'stale', isPriceStale: true },
  ],
  [
    'can-bid',
    'the last ten seconds change the time, not the action',
    { clock: 'last' },
    { action: { kind: 'bid', amountMinor: ASK, blocked: false, canSetMax: true } },
  ],
  [
    'time-up',
    'time is over, the house has not spoken',
    { clock: 'up', myMaxMinor: 440_000 },
    { rule: 'outbid', action: { kind: 'none' } },
  ],
  [
    'time-up',
    'also while confirming: the bid would come too late',
    { clock: 'up', submission: confirming('exact') },
    { action: { kind: 'none' } },
  ],
  [
    'sold-to-you',
    'the hammer fell to the reader',
    { lot: open({ ...mine, ...ended, state: 'sold' }), myMaxMinor: 440_000 },
    { rule: 'final-mine', costOfMinor: ASK, action: { kind: 'next-lot' } },
  ],
  [
    'sold-to-other',
    'to another, even on a stale page: it is final',
    { lot: open({ state: 'sold', ...ended }), myMaxMinor: 440_000, freshness: 'stale' },
    { rule: 'final', isPriceStale: false, action: { kind: 'next-lot' } },
  ],
  [
    'sold-to-other',
    'while a bid was on its way',
    {
      lot: open({ state: 'sold', ...ended }),
      submission: { step: 'sending', bidKind: 'exact', amountMinor: ASK, doubtful: true },
    },
    { rule: 'final' },
  ],
  [
    'passed',
    'reserve not met',
    { lot: open({ state: 'passed', ...ended }) },
    { rule: 'final', action: { kind: 'next-lot' } },
  ],
  [
    'withdrawn',
    'no sale',
    { lot: open({ state: 'withdrawn', ...ended }) },
    { rule: 'final', action: { kind: 'next-lot' } },
  ],
  [
    'on-hold',
    'bidding pauses',
    { lot: open({ state: 'held' }), myMaxMinor: 440_000 },
    { rule: 'hold', action: { kind: 'none' } },
  ],
];
