'use client';

import clsx from 'clsx';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import { useServerNow, useServerTime } from '@/lib/live/hooks';
import { formatLeft } from '@/lib/page/format';
import { type ClockPhase, isUnsure } from '@/lib/page/panel/clock-phase';
import { fallsByItself, nextFallMs, shownMinor } from '@/lib/page/panel/falling';
import { goesDown, wayOf } from '@/lib/page/panel/way';
import { useStyle } from '../shell/use-style';
import { Chip } from '../ui/chip';
import { Countdown } from '../ui/countdown';
import { Instant } from '../ui/instant';
import { Price } from '../ui/price';
import type { TileLook } from './tile-look';

const AMBER = 'bg-ending-fill text-on-ending shadow-[inset_0_0_0_2px_var(--ending)]';
const DAY_MS = 86_400_000;

/** Price, or in words that there is none; a hammer price stays. */
export function TilePrice(props: {
  lot: PublicLot;
  look: TileLook;
  decimals: boolean;
  className?: string;
}) {
  const { lot, look } = props;
  const t = useTranslations('tile');
  const size = props.className ?? 'type-price-m';
  const amountMinor = useServerNow((nowMs) => shownMinor(lot, nowMs));
  if (lot.state === 'passed' || lot.state === 'withdrawn') {
    return <span className={clsx(size, 'text-ink-2')}>{t('notSold')}</span>;
  }
  return (
    <Price
      amountMinor={amountMinor}
      currency={lot.currency}
      decimals={props.decimals}
      isStale={look.isPriceStale}
      isByItself={fallsByItself(lot)}
      className={size}
    />
  );
}

/** Time left of an open lot, amber below a minute; time until a lot opens; nothing once it is final. */
export function TileCountdown(props: {
  lot: PublicLot;
  look: TileLook;
  clock: ClockPhase;
  className?: string;
}) {
  const { lot, look, clock } = props;
  const unsure = useServerTime(isUnsure);
  const stages = useTranslations('panel.stages');
  const isOpen = lot.state === 'open' && clock !== 'up';
  // The line below says when it falls next; when it ends is not known before its reserve is.
  const isFalling = useServerNow((nowMs) => nextFallMs(lot, nowMs) !== null);
  if (isFalling) return null;
  if (lot.saleroom) {
    return isOpen ? <span className="type-label">{stages(lot.saleroom.stage)}</span> : null;
  }
  if (unsure || (!isOpen && lot.state !== 'scheduled')) return null;
  return (
    <Countdown
      untilMs={isOpen ? lot.closesAtMs : lot.opensAtMs}
      className={clsx(
        'inline-block',
        props.className ?? 'type-body font-semibold',
        // An unproven close may have been extended since: no call to act on it.
        look.isPriceStale && 'text-stale',
        isOpen && clock !== 'open' && !look.isPriceStale && `px-1.5 ${AMBER}`,
        !isOpen && !look.isPriceStale && 'text-ink-2',
      )}
    />
  );
}

/** When a lot opens, closes or closed; a day further away it says the day. */
export function TileMoment({ lot }: { lot: PublicLot }) {
  const t = useTranslations('tile');
  const atMs = lot.state === 'scheduled' ? lot.opensAtMs : lot.closesAtMs;
  const isFar = useServerNow((nowMs) => Math.abs(atMs - nowMs) > DAY_MS);
  // Closed early by the house or withdrawn: the planned time is not when it ended.
  const isPast = useServerNow((nowMs) => lot.closesAtMs <= nowMs);
  // What a clerk calls ends by no clock.
  if (lot.saleroom && lot.state !== 'scheduled') return null;
  const isFinal = lot.state === 'sold' || lot.state === 'passed';
  if (lot.state === 'withdrawn' || lot.state === 'held' || (isFinal && !isPast)) return null;
  const at = () => <Instant ms={atMs} shape={isFar ? 'day' : 'timeZone'} />;
  return <span>{lot.state === 'scheduled' ? t.rich('opens', { at }) : at()}</span>;
}

/** Of sealed offers, and of a price that falls: the figure is what they begin at, or is now. */
function TileBasis({ lot }: { lot: PublicLot }) {
  const t = useTranslations('tile');
  const { language } = useStyle();
  const fallsIn = useServerNow((nowMs) => {
    const atMs = nextFallMs(lot, nowMs);
    return atMs === null ? null : formatLeft(atMs - nowMs, language);
  });
  if (lot.askMinor === null)
    return t(wayOf(lot) === 'offers' ? 'offers' : 'bids', { count: lot.bidCount });
  if (wayOf(lot) === 'offers') return t('sealed');
  if (lot.state === 'scheduled') return t('start');
  return fallsIn === null ? t('now') : t('fallsIn', { left: fallsIn });
}

/** What the figure above it is: the start, or how many bids made it. */
export function TileBids({ lot }: { lot: PublicLot }) {
  const t = useTranslations('tile');
  if (wayOf(lot) === 'offers' || wayOf(lot) === 'clock') {
    return (
      <span className="nums">
        <TileBasis lot={lot} />
      </span>
    );
  }
  const isStart = lot.bidCount === 0 && !['passed', 'withdrawn'].includes(lot.state);
  return (
    <span className="nums">
      {isStart ? t(goesDown(lot) ? 'startDown' : 'start') : t('bids', { count: lot.bidCount })}
    </span>
  );
}

/** Where the reader stands, or what became of the lot, in one word. */
export function TileChip({ lot, look }: { lot: PublicLot; look: TileLook }) {
  const t = useTranslations('tile');
  if (!look.chip) return null;
  const { tone, word } = look.chip;
  const isToOther = word === 'sold' && lot.leaderPaddle !== null;
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Chip tone={tone}>{t(word)}</Chip>
      {isToOther ? (
        <span className="nums truncate type-label text-ink-2">
          {t('toPaddle', { paddle: lot.leaderPaddle ?? 0 })}
        </span>
      ) : null}
    </span>
  );
}
