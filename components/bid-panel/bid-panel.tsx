'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import type { WishKind } from '@/lib/api/v1/bids';
import type { RegistrationView } from '@/lib/api/v1/registrations';
import { useEpoch, useLiveStatus, useLot, useOwnMaxima, useServerTime } from '@/lib/live/hooks';
import { usePageSeed } from '@/lib/live/live-context';
import { formatMoney } from '@/lib/page/format';
import { clockPhase } from '@/lib/page/panel/clock-phase';
import { panelState } from '@/lib/page/panel/panel-state';
import type { PanelSale } from '@/lib/page/panel/terms';
import { goesDown } from '@/lib/page/panel/way';
import { useRemedy } from '../freshness/remedy';
import { ShowPaddle } from '../shell/paddle';
import { useStyle } from '../shell/use-style';
import { Rule } from '../ui/rule';
import { type ActionCalls, ActionRows } from './action-rows';
import { CostLine, LimitLine } from './cost-line';
import { OneTap } from './one-tap';
import { PriceSlot, ReserveLine } from './price-slot';
import { RegisterDialog } from './register-dialog';
import { StandingLine } from './standing-line';
import { TimeNote, TimeSlot } from './time-slot';
import { useLotNews } from './use-lot-news';
import { useLotSpeech } from './use-lot-speech';
import { useOneTap } from './use-one-tap';
import { useRegistration } from './use-registration';
import { useSubmission } from './use-submission';

/** After the amount on the button changed, a press meant the old one (LOOK 5). */
const IGNORE_MS = 400;
const STANDING_ID = 'panel-standing';

interface BidPanelProps {
  lotId: number;
  sale: PanelSale;
  /** The user the page was drawn for; null for nobody. */
  userId: string | null;
  registration: RegistrationView | null;
  /** The reader's highest accepted amount on this lot when the page was rendered. */
  myMaxMinor: number | null;
  signInHref: string;
  next: { href: string; isLot: boolean };
}

/** How far somebody went, in the direction of the lot's bids. */
const furthest = (isDown: boolean, amounts: readonly number[]) =>
  isDown ? Math.min(...amounts) : Math.max(...amounts);

/**
 * The reader's own highest amount (where bids go down: lowest): what the server knew, raised by what was accepted since, anywhere.
 * Of an older history nothing counts: what was bid there may be lost (EPO2).
 */
function useMyMax(lotId: number, initial: number | null, isDown: boolean) {
  const epoch = useEpoch();
  const { epoch: rendered } = usePageSeed();
  const told = useOwnMaxima().get(lotId);
  const [here, setHere] = useState({ epoch: 0, amountMinor: 0, isLeft: false });
  const accepted = useCallback(
    (kind: WishKind, amountMinor: number) =>
      setHere((before) => ({
        epoch,
        isLeft: kind === 'left',
        amountMinor:
          before.epoch === epoch && kind !== 'left' && before.amountMinor > 0
            ? furthest(isDown, [before.amountMinor, amountMinor])
            : amountMinor,
      })),
    [epoch, isDown],
  );
  const isHere = here.epoch === epoch && here.amountMinor > 0;
  // Of bids left before the opening the last one counts, and it may be lower than what was rendered (ABS1).
  const isLeft = isHere && here.isLeft;
  const amounts = [
    rendered >= epoch && !isLeft ? initial : null,
    isHere ? here.amountMinor : null,
    told,
  ].filter((one) => typeof one === 'number');
  return [amounts.length > 0 ? furthest(isDown, amounts) : null, accepted] as const;
}

/** True while presses are to be ignored because the amount has just changed. */
function useFreshAmount(amountMinor: number | null) {
  const changedAtMs = useRef(Number.NEGATIVE_INFINITY);
  const last = useRef(amountMinor);
  useEffect(() => {
    if (last.current === amountMinor) return;
    last.current = amountMinor;
    changedAtMs.current = performance.now();
  }, [amountMinor]);
  return () => performance.now() - changedAtMs.current < IGNORE_MS;
}

/** Bidding on one lot: standing, price, time, action, cost, always in this order and height. */
export function BidPanel(props: BidPanelProps) {
  const lot = useLot(props.lotId);
  return lot ? <Panel {...props} lot={lot} /> : null;
}

function Panel(props: BidPanelProps & { lot: PublicLot }) {
  const { lotId, lot, sale } = props;
  const remedy = useRemedy();
  const { freshness, connection, provenAtMs } = useLiveStatus();
  const { registration, registered } = useRegistration(props.registration);
  const [myMaxMinor, accepted] = useMyMax(lotId, props.myMaxMinor, goesDown(lot));
  const { submission, step, send, dismiss } = useSubmission(lotId, {
    userId: props.userId,
    myMaxMinor: props.myMaxMinor,
    accepted,
  });
  const [isRegistering, setRegistering] = useState(false);
  const { asOfMs } = usePageSeed();
  const clock = useServerTime((time) => clockPhase(lot, time ?? { nowMs: asOfMs, errorMs: 0 }));
  const news = useLotNews(lot);
  const style = useStyle();
  const money = useCallback(
    (amountMinor: number) =>
      formatMoney(amountMinor, {
        language: style.language,
        currency: sale.currency,
        decimals: sale.decimals,
      }),
    [style.language, sale.currency, sale.decimals],
  );
  const isFresh = useFreshAmount(lot.askMinor);
  const oneTap = useOneTap(sale.id, props.userId);
  const state = panelState({
    lot,
    isSignedIn: props.userId !== null,
    registration,
    myMaxMinor,
    freshness,
    clock,
    submission,
  });
  useLotSpeech({
    ...{ lot, news, money, standingId: STANDING_ID },
    ...{ name: state.name, standing: state.standing, hasBid: myMaxMinor !== null },
  });
  const calls: ActionCalls = {
    choose: (bidKind, amountMinor) => {
      if (bidKind === 'exact' && isFresh()) return;
      step({ is: 'choose', bidKind, amountMinor });
      const isTap = bidKind === 'exact' && lot.saleroom && amountMinor <= oneTap.upToMinor;
      if (isTap) send(bidKind, amountMinor, lot.askMinor);
    },
    setMax: () => step({ is: 'set-max' }),
    back: () => (submission.step === 'unknown' ? dismiss() : step({ is: 'back' })),
    confirm: () => {
      if (submission.step !== 'confirming' || isFresh()) return;
      send(submission.bidKind, submission.amountMinor, lot.askMinor);
    },
    register: () => setRegistering(true),
    remedy,
  };
  return (
    <Frame lotNumber={lot.lotNumber} name={state.name}>
      <ShowPaddle paddle={registration?.paddle ?? null} />
      <Rule texture={state.rule} />
      <StandingLine
        id={STANDING_ID}
        lot={lot}
        state={state}
        decimals={sale.decimals}
        cause={connection === 'outdated' ? connection : freshness === 'offline' ? freshness : null}
        provenAtMs={provenAtMs}
        registeredAtMs={registration ? Date.parse(registration.createdAt) : null}
        depositMinor={registration?.depositMinor ?? null}
      />
      <div className="grid grid-cols-[1fr_auto] gap-x-4 pt-1 md:grid-cols-1 md:gap-y-2 md:pt-3">
        <PriceSlot lot={lot} decimals={sale.decimals} isStale={state.isPriceStale} />
        <TimeSlot lot={lot} clock={clock} isStale={state.isPriceStale} />
      </div>
      <p className="panel-notes flex flex-wrap content-start justify-between gap-x-4 type-label">
        <ReserveLine lot={lot} isStale={state.isPriceStale} />
        <TimeNote lot={lot} clock={clock} softClose={sale.softClose} news={news} money={money} />
      </p>
      <div className="pt-2 md:pt-4">
        <ActionRows
          action={state.action}
          calls={calls}
          money={money}
          currency={sale.currency}
          lotNumber={lot.lotNumber}
          isLeaving={lot.state === 'scheduled'}
          myMaxMinor={myMaxMinor}
          isDown={goesDown(lot)}
          signInHref={props.signInHref}
          next={props.next}
          reasonId={STANDING_ID}
        />
      </div>
      {lot.saleroom && registration?.status === 'approved' ? (
        <OneTap oneTap={oneTap} currency={sale.currency} money={money} />
      ) : null}
      <p className="min-h-6 py-1 type-label nums whitespace-normal text-ink-2 md:min-h-11 md:pt-2">
        <CostLine state={state} sale={sale} money={money} />
        <LimitLine registration={registration} money={money} />
      </p>
      <RegisterDialog
        open={isRegistering}
        onClose={() => setRegistering(false)}
        sale={sale}
        onRegistered={registered}
      />
    </Frame>
  );
}

function Frame(props: { lotNumber: number; name: string; children: React.ReactNode }) {
  const t = useTranslations('panel');
  return (
    <section
      aria-label={t('label', { lot: props.lotNumber })}
      data-panel={props.name}
      className="bid-dock bg-paper"
    >
      {props.children}
    </section>
  );
}
