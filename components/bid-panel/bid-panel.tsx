'use client';

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import type { RegistrationView } from '@/lib/api/v1/registrations';
import { useLiveStatus, useLot, useServerNow, useServerTime } from '@/lib/live/hooks';
import { usePageSeed } from '@/lib/live/live-context';
import { formatMoney } from '@/lib/page/format';
import { askedWhyOf } from '@/lib/page/panel/asks-why';
import { clockPhase } from '@/lib/page/panel/clock-phase';
import { askAt } from '@/lib/page/panel/falling';
import { panelState } from '@/lib/page/panel/panel-state';
import type { PanelSale } from '@/lib/page/panel/terms';
import { goesDown, isContest, paysOf, unitsOf, wayOf } from '@/lib/page/panel/way';
import { useRemedy } from '../freshness/remedy';
import { ShowPaddle } from '../shell/paddle';
import { useStyle } from '../shell/use-style';
import { Rule } from '../ui/rule';
import type { ActionCalls } from './action-calls';
import { ActionRows } from './action-rows';
import { CostLine, LimitLine } from './cost-line';
import { OneTap } from './one-tap';
import { PriceSlot, ReserveLine } from './price-slot';
import { RegisterDialog } from './register-dialog';
import { StandingLine } from './standing-line';
import { TimeNote, TimeSlot } from './time-slot';
import { useLotNews } from './use-lot-news';
import { useLotSpeech } from './use-lot-speech';
import { type OwnBid, useMyBid } from './use-my-bid';
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
  /** The reader's last accepted bid on this lot when the page was rendered. */
  mine: OwnBid | null;
  signInHref: string;
  next: { href: string; isLot: boolean };
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
  return lot ? <FallingPanel {...props} lot={lot} /> : null;
}

/** Where the price falls by itself, what the lot asks is what the clock has come down to (DUT2). */
function FallingPanel(props: BidPanelProps & { lot: PublicLot }) {
  const { lot } = props;
  const askMinor = useServerNow((nowMs) => askAt(lot, nowMs));
  const lotNow = useMemo(
    () => (askMinor === lot.askMinor ? lot : { ...lot, askMinor }),
    [lot, askMinor],
  );
  return <Panel {...props} lot={lotNow} />;
}

function Panel(props: BidPanelProps & { lot: PublicLot }) {
  const { lotId, lot, sale } = props;
  const remedy = useRemedy();
  const { freshness, connection, provenAtMs } = useLiveStatus();
  const { registration, registered } = useRegistration(props.registration);
  const { mine, accepted } = useMyBid(lotId, props.mine);
  const myMaxMinor = mine?.myMaxMinor ?? null;
  const { submission, step, send, dismiss } = useSubmission(lotId, {
    userId: props.userId,
    myMaxMinor: props.mine?.myMaxMinor ?? null,
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
  // A price that falls by itself only ever moves in favour of who presses.
  const isFresh = useFreshAmount(isContest(lot) ? lot.askMinor : null);
  const oneTap = useOneTap(sale.id, props.userId);
  const state = panelState({
    lot,
    isSignedIn: props.userId !== null,
    registration,
    myMaxMinor,
    won: mine?.won ?? null,
    freshness,
    clock,
    submission,
  });
  useLotSpeech({
    ...{ lot, news, money, standingId: STANDING_ID },
    ...{ name: state.name, standing: state.standing, hasBid: myMaxMinor !== null },
  });
  const calls: ActionCalls = {
    choose: (bidKind, amountMinor, units) => {
      if (bidKind === 'exact' && isFresh()) return;
      step({ is: 'choose', bidKind, amountMinor, ...(units && { units }) });
      const isTap = bidKind === 'exact' && lot.saleroom && amountMinor <= oneTap.upToMinor;
      if (isTap) send({ bidKind, amountMinor }, lot.askMinor);
    },
    setMax: () => step({ is: 'set-max' }),
    back: () => (submission.step === 'unknown' ? dismiss() : step({ is: 'back' })),
    confirm: () => {
      if (submission.step !== 'confirming' || isFresh()) return;
      send(submission, isContest(lot) ? lot.askMinor : null);
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
        mine={mine}
        decimals={sale.decimals}
        whyOf={askedWhyOf(lot, state, { submission, lastBidId: mine?.lastBidId ?? null })}
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
        <TimeNote
          lot={lot}
          clock={clock}
          softClose={isContest(lot) ? sale.softClose : null}
          news={news}
          money={money}
        />
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
          way={wayOf(lot)}
          pays={paysOf(lot)}
          isSeveral={unitsOf(lot) !== null}
          signInHref={props.signInHref}
          next={props.next}
          reasonId={STANDING_ID}
        />
      </div>
      {lot.saleroom && registration?.status === 'approved' ? (
        <OneTap oneTap={oneTap} currency={sale.currency} money={money} />
      ) : null}
      <p className="min-h-6 py-1 type-label nums whitespace-normal text-ink-2 md:min-h-11 md:pt-2">
        <CostLine state={state} sale={sale} money={money} pays={paysOf(lot)} />
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
