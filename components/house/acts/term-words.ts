import { useTranslations } from 'use-intl/react';
import type { HouseLotView } from '@/lib/api/v1/house-acts';
import { formatMoney, formatTime } from '@/lib/page/format';
import { useStyle } from '../../shell/use-style';
import { SELLING_FORMS, valuesOfSelling } from '../form/selling-values';
import { minutesText } from '../form/soft-close-values';
import type { TermName } from '../form/term-values';

type Terms = HouseLotView['terms'];
type Change = HouseLotView['changes'][number];

/** Of a longer ladder only the number of its bands is told. */
const BANDS_TOLD = 12;

const SECOND_MS = 1_000;

const NAMES: Record<TermName, true> = {
  selling: true,
  startMinor: true,
  reserveMinor: true,
  ladder: true,
  opensAt: true,
  closesAt: true,
  softClose: true,
  closeGraceMs: true,
  staleBid: true,
  offLadder: true,
  sellerEmail: true,
};
const isTerm = (term: string): term is TermName => Object.hasOwn(NAMES, term);

/** Terms, what they are and whether they may change, in the reader's words. */
export function useTermWords(currency: string) {
  const t = useTranslations('house.acts');
  const form = useTranslations('house.form');
  const ways = useTranslations('house.selling');
  const style = useStyle();
  const money = (minor: number | null) =>
    minor === null ? t('none') : formatMoney(minor, { ...style, currency });
  const time = (ms: number) => formatTime(ms, 'dayTimeZone', style);

  function softCloseWords(softClose: NonNullable<Terms['softClose']>): string {
    const { mode, windowMs, extensionMs, mostExtensions, latestEndMs } = softClose;
    const shown = form('softCloseShown', {
      mode: form(`softCloses.${mode}`),
      window: minutesText(windowMs),
      extension: minutesText(extensionMs),
    });
    const most = mostExtensions === undefined ? [] : [t('mostTimes', { count: mostExtensions })];
    const latest = latestEndMs === undefined ? [] : [t('notAfter', { at: time(latestEndMs) })];
    return [shown, ...most, ...latest].join(' · ');
  }

  function ladderWords(ladder: Terms['ladder']): string {
    if (ladder.length > BANDS_TOLD) return t('bands', { bands: ladder.length });
    return ladder
      .map(({ fromMinor, stepMinor }) =>
        form('ladderFrom', { from: money(fromMinor), step: money(stepMinor) }),
      )
      .join(' · ');
  }

  function sellingWords(selling: Terms['selling']): string {
    const texts = { amount: money, minutes: minutesText };
    const values = valuesOfSelling(selling, texts);
    const { fields } = SELLING_FORMS[selling.format];
    const said = fields.map((name) => {
      if (name === 'belowReserve') return `${ways(name)}: ${ways(`belowReserves.${values[name]}`)}`;
      if (name === 'tie') return `${ways(name)}: ${ways(`ties.${values[name]}`)}`;
      return `${ways(name, { currency })}: ${values[name]}`;
    });
    return [ways(`formats.${selling.format}`), ...said].join(' · ');
  }

  /** A value as the house's API tells it; of an older term that is unknown here, as it stands there. */
  function wordsOf(term: string, value: unknown): string {
    if (value === null) return t('none');
    if (!isTerm(term)) return JSON.stringify(value);
    switch (term) {
      case 'startMinor':
      case 'reserveMinor':
        return money(Number(value));
      case 'opensAt':
      case 'closesAt':
        return time(Date.parse(String(value)));
      case 'closeGraceMs':
        return t('seconds', { seconds: Number(value) / SECOND_MS });
      case 'staleBid':
        return form(`staleBids.${value === 'confirm' ? 'confirm' : 'accept'}`);
      case 'offLadder':
        return t(`offLadders.${value === 'round-down' ? 'round-down' : 'keep'}`);
      case 'softClose':
        return softCloseWords(value as NonNullable<Terms['softClose']>);
      case 'ladder':
        return ladderWords(value as Terms['ladder']);
      case 'selling':
        return sellingWords(value as Terms['selling']);
      default:
        return String(value);
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

  const nameOf = (term: string) => (isTerm(term) ? t(`terms.${term}`) : term);
  return { wordsOf, mayChange, nameOf };
}
