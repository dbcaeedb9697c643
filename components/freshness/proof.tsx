'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { useLiveStatus, useServerNow, useServerTime } from '@/lib/live/hooks';
import { formatAge, formatTime } from '@/lib/page/format';
import { useStyle } from '../shell/use-style';
import { Button } from '../ui/button';
import { useRemedy } from './remedy';

/** "0.4" of 420 ms; for offsets and errors. */
const seconds = (ms: number) => (Math.abs(ms) / 1_000).toFixed(1);

/** Why the page may or may not claim to be current (LOOK 6): message age, epoch, clock, path. */
export function Proof() {
  const status = useLiveStatus();
  const remedy = useRemedy();
  const t = useTranslations('freshness');
  const style = useStyle();
  const age = useServerNow((nowMs) =>
    status.provenAtMs === null
      ? '–'
      : formatAge(Math.max(0, nowMs - status.provenAtMs), style.language),
  );
  const clock = useServerTime((time) => {
    if (!time) return '–';
    const error = Number.isFinite(time.errorMs) ? seconds(time.errorMs) : '?';
    const word = time.deviceAheadMs < 0 ? 'clockSlow' : 'clockFast';
    return t(word, { offset: seconds(time.deviceAheadMs), error });
  });
  const { path } = status;
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-6 gap-y-2">
        <Row name={t('state')}>{t(`states.${status.freshness}`)}</Row>
        <Row name={t('lastProof')}>
          {status.provenAtMs === null
            ? '–'
            : `${formatTime(status.provenAtMs, 'secondsZone', style)} · ${age}`}
        </Row>
        <Row name={t('clock')}>{clock}</Row>
        <Row name={t('path')}>
          {path ? `${t(`transports.${path.transport}`)} · ${new URL(path.origin).host}` : '–'}
        </Row>
        <Row name={t('connection')}>{t(`connections.${status.connection}`)}</Row>
        <Row name={t('epoch')}>
          {status.newHistoryAtMs === null
            ? status.epoch
            : t('epochSince', {
                epoch: status.epoch,
                at: formatTime(status.newHistoryAtMs, 'seconds', style),
              })}
        </Row>
      </dl>
      {remedy.word === 'reload' ? <p className="mt-6 type-body">{t('outdatedWhy')}</p> : null}
      <Button className="mt-6 w-full" onClick={remedy.run}>
        {t(remedy.word)}
      </Button>
    </>
  );
}

function Row({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt className="type-label text-ink-2">{name}</dt>
      <dd className="type-body nums text-right whitespace-normal">{children}</dd>
    </>
  );
}
