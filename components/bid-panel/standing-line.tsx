'use client';

import clsx from 'clsx';
import { useTranslations } from 'use-intl/react';
import type { ProblemKind } from '@/lib/api/problem';
import type { PublicLot } from '@/lib/api/public-lot';
import { useServerNow } from '@/lib/live/hooks';
import { formatMoney, formatTime } from '@/lib/page/format';
import type { PanelState } from '@/lib/page/panel/panel-model';
import { goesDown, roomLeads } from '@/lib/page/panel/way';
import { useStyle } from '../shell/use-style';
import { Glyph, type GlyphName } from '../ui/glyph';
import { WhyBid } from '../why/why-bid';
import { useOfferStanding } from './offer-words';
import type { OwnBid } from './use-my-bid';

interface LineProps {
  id: string;
  lot: PublicLot;
  state: PanelState;
  mine: OwnBid | null;
  decimals: boolean;
  /** The reader's bid that they may ask why of (WHY2); null: none. */
  whyOf: string | null;
  /** Why the page is not current, where it is more than that nothing proves it. */
  cause: 'offline' | 'outdated' | null;
  /** The primary's time of the last proof. */
  provenAtMs: number | null;
  registeredAtMs: number | null;
  /** What the sale asks for before anybody bids. */
  depositMinor: number | null;
}

interface Look {
  className: string;
  glyph: GlyphName | null;
}

const PLAIN: Look = { className: 'text-ink', glyph: null };
const WINNING: Look = { className: '-mt-0.5 bg-winning-tint px-3 text-winning', glyph: 'winning' };
const OUTBID: Look = { className: '-mt-0.5 bg-outbid-fill px-3 text-on-fill', glyph: 'outbid' };
const STALE: Look = {
  className: 'bg-stale-tint px-3 text-[0.8125rem]/4 text-stale',
  glyph: 'stale',
};

/** Filled = act, tinted = rest (LOOK 1); under stale the last standing stays in words only. */
function lookOf({ name, standing }: PanelState): Look {
  if (name === 'stale' || name === 'unknown') return STALE;
  if (name === 'refused') return { className: 'bg-danger-tint px-3 text-danger', glyph: 'danger' };
  if (name === 'price-moved') return { className: 'bg-flash px-3 text-ink', glyph: null };
  if (name === 'sold-to-you') return WINNING;
  if (name === 'sold-to-other' || name === 'passed' || name === 'withdrawn') return PLAIN;
  if (standing === 'winning') return WINNING;
  return standing === 'outbid' && name !== 'on-hold' && name !== 'not-approved' ? OUTBID : PLAIN;
}

/** The first line of the panel: where the reader stands, in one sentence. */
export function StandingLine(props: LineProps) {
  const look = lookOf(props.state);
  const { whyOf, lot, decimals } = props;
  const t = useTranslations('lot');
  return (
    <div className={clsx('flex min-h-13 items-center gap-1 py-0.5', look.className)}>
      <p
        id={props.id}
        className={clsx(
          'flex flex-1 items-center gap-2 font-semibold',
          look !== STALE && 'text-[0.9375rem]/5',
        )}
      >
        {look.glyph ? <Glyph name={look.glyph} /> : null}
        <Words {...props} />
      </p>
      {whyOf === null ? null : (
        <WhyBid
          bidId={whyOf}
          decimals={decimals}
          of={t('lot', { lot: lot.lotNumber })}
          look="inherit"
        />
      )}
    </div>
  );
}

/** The house decides within its grace; when it does not, something holds it up (TIM2). */
const LONG_UP_MS = 5_000;

function TimeUp({ lot }: { lot: PublicLot }) {
  const t = useTranslations('panel.standing');
  const isLong = useServerNow((nowMs) => nowMs - lot.closesAtMs > LONG_UP_MS);
  return t(isLong ? 'timeUpLong' : 'timeUp');
}

/** Why nothing was placed, and by which rule. */
function Refused({ problem, rule }: { problem: ProblemKind; rule: string | null }) {
  const t = useTranslations();
  const { language } = useStyle();
  return (
    <span>
      {t(`problems.${problem}`)}
      {rule === null ? null : (
        <span className="nums font-normal" data-refused-by={rule}>
          {language === 'zh' ? '' : ' '}
          {t('panel.rule', { rule })}
        </span>
      )}
    </span>
  );
}

function Words(props: LineProps) {
  const { lot, state } = props;
  const t = useTranslations('panel.standing');
  const style = useStyle();
  const money = (amountMinor: number | null) =>
    amountMinor === null
      ? '–'
      : formatMoney(amountMinor, { ...style, currency: lot.currency, decimals: props.decimals });
  const offer = useOfferStanding({ lot, state, mine: props.mine, money });
  const price = money(lot.priceMinor);
  const paddle = lot.leaderPaddle ?? 0;
  const seconds = (ms: number) => formatTime(ms, 'seconds', style);
  const opens = () => (
    <span suppressHydrationWarning>
      {t(lot.saleroom ? 'notUp' : 'notOpen', {
        at: formatTime(lot.opensAtMs, 'dayTimeZone', style),
      })}
    </span>
  );
  const resting =
    state.standing === 'winning'
      ? t('winning', { price })
      : state.standing === 'outbid'
        ? t(roomLeads(lot) ? 'outbidRoom' : 'outbid', { paddle, price })
        : t('canBid');
  if (offer !== null) return offer;
  switch (state.name) {
    case 'not-signed-in':
      return t('notSignedIn');
    case 'not-registered':
      return t('notRegistered');
    case 'pending':
      return (
        <span suppressHydrationWarning>
          {t('pending', { at: formatTime(props.registeredAtMs ?? 0, 'time', style) })}
        </span>
      );
    case 'not-approved':
      return t('notApproved');
    case 'deposit-missing':
      return t('depositMissing', { amount: money(props.depositMinor) });
    case 'not-open':
      return opens();
    case 'submitting':
      // What the reader just sent may stand already: "You have not bid" would be a guess.
      return state.standing === 'none' ? null : resting;
    case 'unknown':
      return state.unknownMinor === null
        ? t('unknownSignIn')
        : t('unknown', { amount: money(state.unknownMinor) });
    case 'price-moved':
      return t('moved', { price });
    case 'refused':
      return state.problem ? <Refused problem={state.problem} rule={state.refusedBy} /> : resting;
    case 'stale':
      return (
        <span suppressHydrationWarning>
          {t(props.cause ?? 'stale', {
            at: props.provenAtMs === null ? '–' : seconds(props.provenAtMs),
          })}
          {style.language === 'zh' ? '' : ' '}
          {state.standing === 'winning' ? t('staleWinning', { price }) : ''}
          {state.standing === 'outbid'
            ? t(roomLeads(lot) ? 'staleOutbidRoom' : 'staleOutbid', { paddle, price })
            : ''}
        </span>
      );
    case 'time-up':
      return <TimeUp lot={lot} />;
    case 'sold-to-you':
      return t(goesDown(lot) ? 'awardedToYou' : 'soldToYou', { price });
    case 'sold-to-other':
      return t(goesDown(lot) ? 'awardedToOther' : 'soldToOther', { paddle, price });
    case 'passed':
      return t('passed');
    case 'withdrawn':
      return t('withdrawn');
    case 'on-hold':
      return state.standing === 'winning' ? t('onHoldWinning', { price }) : t('onHold');
    default:
      return lot.state === 'scheduled' ? opens() : resting;
  }
}
