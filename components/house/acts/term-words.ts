import { useTranslations } from 'use-intl/react';
import type { HouseLotView } from '@/lib/api/v1/house-acts';
import { formatMoney, formatTime } from '@/lib/page/format';
import { useStyle } from '../../shell/use-style';

type Change = HouseLotView['changes'][number];

/** A term of a lot that the house can change. */
export type TermName = Change['term'];

const minutes = (ms: number) => String(Math.round(ms / 600) / 100);

interface SoftClose {
  mode: 'any' | 'leader';
  windowMs: number;
  extensionMs: number;
}

/** Terms, what they are and whether they may change, in the reader's words. */
export function useTermWords(currency: string) {
  const t = useTranslations('house.acts');
  const form = useTranslations('house.form');
  const style = useStyle();

  /** A value as the house's API tells it; of an older term that is unknown here, as it stands there. */
  function wordsOf(term: string, value: unknown): string {
    if (value === null) return t('none');
    switch (term) {
      case 'startMinor':
      case 'reserveMinor':
        return formatMoney(Number(value), { ...style, currency });
      case 'opensAt':
      case 'closesAt':
        return formatTime(Date.parse(String(value)), 'dayTimeZone', style);
      case 'staleBid':
        return form(`staleBids.${value === 'confirm' ? 'confirm' : 'accept'}`);
      case 'offLadder':
        return t(`offLadders.${value === 'round-down' ? 'round-down' : 'keep'}`);
      case 'softClose': {
        const { mode, windowMs, extensionMs } = value as SoftClose;
        return form('softCloseShown', {
          mode: form(`softCloses.${mode}`),
          window: minutes(windowMs),
          extension: minutes(extensionMs),
        });
      }
      case 'ladder':
        return t('bands', { bands: (value as unknown[]).length });
      default:
        return JSON.stringify(value);
    }
  }

  /** Whether a term may change now, and if not until when it could (TRM1). */
  function mayChange({ now, allowed, rule }: Change): string {
    if (now) {
      const follows = now.follows === 'next-bid' ? ` ${t('nextBid')}` : '';
      return t(`may.${now.way}`) + follows;
    }
    if (!allowed) return t('never', { rule });
    const until = allowed.to === 'ended' ? 'bid' : allowed.to;
    return t(`until.${until}`, { rule });
  }

  const NAMES: readonly string[] = [
    'startMinor',
    'reserveMinor',
    'ladder',
    'opensAt',
    'closesAt',
    'softClose',
    'staleBid',
    'offLadder',
  ] satisfies TermName[];
  const nameOf = (term: string) => (NAMES.includes(term) ? t(`terms.${term as TermName}`) : term);
  return { wordsOf, mayChange, nameOf };
}
