'use client';

import clsx from 'clsx';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import type { SoftClose } from '@/lib/api/v1/auctions';
import { useServerNow, useServerTime } from '@/lib/live/hooks';
import { formatLeft, formatTime } from '@/lib/page/format';
import { type ClockPhase, clockOff, isUnsure } from '@/lib/page/panel/clock-phase';
import { nextFallMs } from '@/lib/page/panel/falling';
import type { LotNews } from '@/lib/page/panel/lot-news';
import { useStyle } from '../shell/use-style';
import { Countdown } from '../ui/countdown';
import { Instant } from '../ui/instant';

const AMBER = 'bg-ending-fill text-on-ending shadow-[inset_0_0_0_2px_var(--ending)]';
const AMBER_EDGE = 'shadow-[inset_0_0_0_2px_var(--ending)]';

/** Time left with the closing time beside it; unproven on a stale page: an extension may be missed. */
export function TimeSlot(props: { lot: PublicLot; clock: ClockPhase; isStale: boolean }) {
  return props.lot.saleroom ? <StageSlot {...props} /> : <ClockSlot {...props} />;
}

/** Where a lot is in the saleroom: no clock ends it (LIV1). */
function StageSlot({ lot, isStale }: { lot: PublicLot; isStale: boolean }) {
  const t = useTranslations('panel');
  const stage = lot.saleroom?.stage ?? 'pre-sale';
  return (
    <div className="min-h-18 max-md:text-right md:min-h-13" data-stage={stage}>
      <div className="type-label text-ink-2">{t('time.room')}</div>
      <span
        className={clsx(
          '-mx-1.5 inline-block px-1.5 text-[1.25rem]/8 font-semibold',
          isStale && 'text-stale',
          !isStale && stage === 'final-call' && AMBER,
          !isStale && stage === 'fair-warning' && AMBER_EDGE,
        )}
      >
        {t(`stages.${stage}`)}
      </span>
    </div>
  );
}

function ClockSlot(props: { lot: PublicLot; clock: ClockPhase; isStale: boolean }) {
  const { lot, clock } = props;
  const t = useTranslations('panel.time');
  const unsure = useServerTime(isUnsure);
  const isOpen = lot.state === 'open';
  const isCounting = (isOpen && clock !== 'up' && !unsure) || lot.state === 'scheduled';
  // What comes next is of more use than when it ends at the latest.
  const fallsAtMs = useServerNow((nowMs) => nextFallMs(lot, nowMs));
  return (
    <div className="flex min-h-18 flex-col items-end justify-between gap-x-6 md:min-h-13 md:flex-row md:justify-start">
      <div className={clsx('max-md:text-right', !isCounting && 'md:hidden')}>
        <div className="type-label text-ink-2">
          {isCounting ? t(fallsAtMs === null ? headOf(lot) : 'fallsIn') : null}
        </div>
        {isCounting ? (
          <Countdown
            untilMs={fallsAtMs ?? (lot.state === 'scheduled' ? lot.opensAtMs : lot.closesAtMs)}
            className={clsx(
              '-mx-1.5 inline-block px-1.5 text-[1.75rem]/8 font-semibold',
              props.isStale && 'text-stale',
              !props.isStale && isOpen && clock !== 'open' && AMBER,
              !props.isStale && isOpen && clock === 'open' && lot.extensions > 0 && AMBER_EDGE,
            )}
          />
        ) : null}
      </div>
      <Side lot={lot} clock={clock} />
    </div>
  );
}

const headOf = (lot: PublicLot) => (lot.state === 'scheduled' ? 'opensIn' : 'closesIn');

/** The clock times, right of the countdown. */
function Side({ lot, clock }: { lot: PublicLot; clock: ClockPhase }) {
  const t = useTranslations('panel.time');
  const isEnded = lot.state === 'sold' || lot.state === 'passed';
  // Ended early by the clerk: the planned time is not when it closed.
  const isPast = useServerNow((nowMs) => lot.closesAtMs <= nowMs);
  if (lot.state === 'withdrawn' || lot.state === 'held' || (isEnded && !isPast)) return null;
  const at = (ms: number) => <Instant ms={ms} shape="secondsZone" />;
  return (
    <div className="flex flex-col text-right type-label text-ink-2 md:pb-1 md:text-left">
      {lot.state === 'scheduled' ? (
        <span>{t.rich('opens', { at: () => at(lot.opensAtMs) })}</span>
      ) : null}
      <span>
        {clock === 'up' && lot.state === 'open'
          ? t('up')
          : t.rich(
              isEnded ? 'closed' : lot.falling?.floorMinor === null ? 'closesLatest' : 'closes',
              { at: () => at(lot.closesAtMs) },
            )}
      </span>
      {lot.extensions > 0 ? <span>{t('extensions', { count: lot.extensions })}</span> : null}
    </div>
  );
}

/**
 * One line for what is special: the last seconds, an interruption, a price that went back, a clock
 * that is off, an extension.
 */
export function TimeNote(props: {
  lot: PublicLot;
  clock: ClockPhase;
  softClose: SoftClose | null;
  news: LotNews;
  money: (amountMinor: number) => string;
}) {
  const { lot, clock, softClose, news, money } = props;
  const t = useTranslations('panel');
  const style = useStyle();
  const left = useServerNow((nowMs) =>
    clock === 'last' ? formatLeft(lot.closesAtMs - nowMs, style.language) : '',
  );
  const off = useServerTime((time) => {
    const found = clockOff(time);
    return found ? `${found.aheadS} ${found.errorS}` : '';
  });
  if (lot.state !== 'open') return null;
  if (clock === 'last' && left !== '') {
    if (!softClose) return t('time.lastPlain', { left });
    const isMinutes = softClose.extensionMs % 60_000 === 0;
    const extension = isMinutes
      ? t('minutes', { count: softClose.extensionMs / 60_000 })
      : t('seconds', { count: Math.round(softClose.extensionMs / 1_000) });
    return t('time.last', { left, extension });
  }
  if (news.kind === 'went-back') return t('news.wentBack', { from: money(news.fromMinor) });
  if (news.kind === 'resumed') {
    return t('news.resumed', { at: formatTime(news.closesAtMs, 'seconds', style) });
  }
  if (off !== '') {
    const [aheadS = '0', error = '?'] = off.split(' ');
    const seconds = String(Math.abs(Number(aheadS)));
    return t(Number(aheadS) < 0 ? 'time.slow' : 'time.fast', { seconds, error });
  }
  const stage = lot.saleroom?.stage;
  if (stage === 'fair-warning' || stage === 'final-call') return t(`time.${stage}`);
  if (lot.extensions === 0) return null;
  return t('time.extended', { at: formatTime(lot.closesAtMs, 'seconds', style) });
}
