'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import type { PanelAction } from '@/lib/page/panel/panel-model';
import type { Units } from '@/lib/page/panel/submission';
import { buttonClass } from '../ui/button';
import { Act, Word } from './act';
import type { RowsProps } from './action-calls';
import {
  BuyNow,
  HowBought,
  HowOffers,
  MyLeft,
  MyMax,
  OfferQuestion,
  Progress,
  Question,
} from './action-notes';
import { BuyForm } from './buy-form';
import { MaxForm } from './max-form';
import { OfferForm } from './offer-form';

/** What is confirmed, as it stands on the button. */
const timesUnits = (amount: string, units: Units | null) =>
  units && units.units > 1 ? `${units.units} × ${amount}` : amount;

/** No message that arrives leads from these to a state with two rows: nothing moves under a finger. */
const ONE_ROW: ReadonlySet<PanelAction['kind']> = new Set(['sign-in', 'register', 'next-lot']);

/**
 * Two rows of fixed height: Bid stands in the upper, Confirm in the lower, so that a double click
 * cannot confirm (LOOK 5).
 */
export function ActionRows(props: RowsProps) {
  const [upper, lower] = rowsOf(props);
  return (
    <div className="grid gap-2">
      <div className="flex min-h-14 items-stretch gap-2 *:flex-1">{upper}</div>
      {ONE_ROW.has(props.action.kind) ? null : (
        <div className="flex min-h-14 items-stretch gap-2 *:flex-1">{lower}</div>
      )}
    </div>
  );
}

function rowsOf(props: RowsProps): [ReactNode, ReactNode] {
  const { action, calls } = props;
  switch (action.kind) {
    case 'sign-in':
      return [
        <Word key="sign-in" word="signIn">
          {(label) => (
            <Link href={props.signInHref} className={buttonClass('primary', 'bid')}>
              {label}
            </Link>
          )}
        </Word>,
        null,
      ];
    case 'register':
      return [<Act key="register" word="register" onPress={calls.register} />, null];
    case 'check-now':
      return [<Act key="check" word={calls.remedy.word} onPress={calls.remedy.run} />, null];
    case 'check-bids':
      return [
        <Word key="check-bids" word={action.isSignInNeeded ? 'signIn' : 'myBids'}>
          {(label) => (
            <Link
              href={action.isSignInNeeded ? props.signInHref : '/my-bids'}
              className={buttonClass('primary', 'bid')}
            >
              {label}
            </Link>
          )}
        </Word>,
        <Act key="back" word="back" look="secondary" onPress={calls.back} />,
      ];
    case 'offer':
      return offerRows(props, action);
    case 'buy':
      return buyRows(props, action);
    case 'enter-offer':
      return [
        <OfferForm
          key="offer"
          currency={props.currency}
          leastMinor={action.leastMinor}
          units={action.units}
          money={props.money}
          onReview={(amountMinor, units) => calls.choose('exact', amountMinor, units)}
        />,
        <Act key="back" word="back" look="secondary" onPress={calls.back} />,
      ];
    case 'raise':
      return [
        <Act key="raise" word={props.isDown ? 'lower' : 'raise'} onPress={calls.setMax} />,
        <MyMax key="mine" {...props} />,
      ];
    case 'leave':
      return [
        <Act
          key="leave"
          word={`${props.isDown ? 'leaveLow' : 'leave'}${action.hasLeft ? 'Other' : ''}`}
          onPress={calls.setMax}
        />,
        <MyLeft key="left" {...props} />,
      ];
    case 'next-lot':
      return [
        <Word key="next" word={props.next.isLot ? 'nextLot' : 'allLots'}>
          {(label) => (
            <Link href={props.next.href} className={buttonClass('secondary', 'bid')}>
              {label}
            </Link>
          )}
        </Word>,
        null,
      ];
    case 'bid':
      return bidRows(props, action);
    case 'review':
      return [
        <Act
          key="review"
          word="review"
          amount={props.money(action.amountMinor)}
          onPress={() =>
            action.bidKind === 'exact' && props.way !== 'offers'
              ? calls.choose('exact', action.amountMinor, action.units ?? undefined)
              : calls.setMax()
          }
        />,
        <Act key="back" word="back" look="secondary" onPress={calls.back} />,
      ];
    case 'enter-max':
      return [
        <MaxForm
          key="max"
          currency={props.currency}
          leastMinor={action.leastMinor}
          isRaise={action.isRaise}
          isDown={action.isDown}
          money={props.money}
          onReview={(amountMinor) => calls.choose(props.isLeaving ? 'left' : 'max', amountMinor)}
        />,
        <Act key="back" word="back" look="secondary" onPress={calls.back} />,
      ];
    case 'confirm':
      return confirmRows(props, action);
    case 'sending':
      return sendingRows(props, action);
    case 'none':
      return [null, null];
  }
}

function bidRows(
  { calls, money, reasonId, isDown }: RowsProps,
  action: Extract<PanelAction, { kind: 'bid' }>,
): [ReactNode, ReactNode] {
  return [
    <Act
      key="bid"
      word="bid"
      amount={money(action.amountMinor)}
      blocked={action.blocked}
      reasonId={reasonId}
      onPress={() => calls.choose('exact', action.amountMinor)}
    />,
    action.canSetMax ? (
      <div key="more" className="flex gap-2 *:flex-1">
        <Act word={isDown ? 'setLow' : 'setMax'} look="secondary" onPress={calls.setMax} />
        <BuyNow amountMinor={action.buyNowMinor} calls={calls} money={money} />
      </div>
    ) : null,
  ];
}

function offerRows(
  { calls, reasonId, pays }: RowsProps,
  action: Extract<PanelAction, { kind: 'offer' }>,
): [ReactNode, ReactNode] {
  return [
    <Act
      key="offer"
      word={action.hasOffered ? 'offerOther' : 'offer'}
      look={action.hasOffered ? 'secondary' : 'primary'}
      blocked={action.blocked}
      reasonId={reasonId}
      onPress={calls.setMax}
    />,
    action.blocked ? null : <HowOffers key="how" pays={pays} />,
  ];
}

function buyRows(
  { calls, money, reasonId }: RowsProps,
  action: Extract<PanelAction, { kind: 'buy' }>,
): [ReactNode, ReactNode] {
  return [
    <BuyForm
      key="buy"
      amount={money(action.amountMinor)}
      units={action.units}
      blocked={action.blocked}
      reasonId={reasonId}
      onBuy={(units) => calls.choose('exact', action.amountMinor, units)}
    />,
    action.blocked ? null : <HowBought key="how" />,
  ];
}

function confirmRows(
  { calls, money, lotNumber, isDown, way, isSeveral }: RowsProps,
  action: Extract<PanelAction, { kind: 'confirm' }>,
): [ReactNode, ReactNode] {
  const amount = money(action.amountMinor);
  return [
    way === 'offers' || way === 'clock' ? (
      <OfferQuestion
        key="question"
        {...{ way, isSeveral, amount, lotNumber }}
        units={action.units}
      />
    ) : (
      <Question key="question" {...{ amount, lotNumber, isDown }} bidKind={action.bidKind} />
    ),
    <div key="answers" className="flex gap-2 *:flex-1">
      <Act word="confirm" amount={timesUnits(amount, action.units)} onPress={calls.confirm} />
      <Act word="back" look="secondary" onPress={calls.back} />
    </div>,
  ];
}

function sendingRows(
  { money }: RowsProps,
  action: Extract<PanelAction, { kind: 'sending' }>,
): [ReactNode, ReactNode] {
  const amount = money(action.amountMinor);
  return [
    <Act key="busy" word="busy" blocked reasonId="bid-progress" onPress={() => {}} />,
    <Progress key="progress" amount={amount} doubtful={action.doubtful} />,
  ];
}
