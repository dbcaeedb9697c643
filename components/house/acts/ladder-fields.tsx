'use client';

import { useTranslations } from 'use-intl/react';
import { Button } from '../../ui/button';
import { TextField } from '../../ui/field';
import type { BandValues } from '../form/term-values';

/** As many bands as the house takes. */
const MOST_BANDS = 64;

/** The bands of an increment ladder (INC): from which price on which step is asked. */
export function LadderFields(props: {
  currency: string;
  bands: readonly BandValues[];
  errorOf: (field: string) => string | undefined;
  onChange: (bands: readonly BandValues[]) => void;
}) {
  const { currency, bands, errorOf, onChange } = props;
  const t = useTranslations('house.acts');
  const set = (at: number, change: Partial<BandValues>) =>
    onChange(bands.map((band, index) => (index === at ? { ...band, ...change } : band)));
  return (
    <div className="grid gap-2" data-ladder={bands.length}>
      {bands.map((band, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a band has no name but its place
        <div key={at} className="grid grid-cols-[1fr_1fr_auto] items-end gap-2">
          {(['fromMinor', 'stepMinor'] as const).map((name) => (
            <TextField
              key={name}
              dense
              label={t(name === 'fromMinor' ? 'bandFrom' : 'bandStep', { currency, n: at + 1 })}
              error={errorOf(`ladder.${at}.${name}`)}
              value={band[name]}
              onChange={({ target }) => set(at, { [name]: target.value })}
              inputMode="decimal"
              autoComplete="off"
              className="nums"
            />
          ))}
          <Button
            size="dense"
            look="quiet"
            blocked={bands.length === 1}
            aria-label={t('removeBand', { n: at + 1 })}
            onClick={() => onChange(bands.filter((_, index) => index !== at))}
          >
            {t('remove')}
          </Button>
        </div>
      ))}
      {errorOf('ladder') ? <p className="type-label text-danger">{errorOf('ladder')}</p> : null}
      <div>
        <Button
          size="dense"
          look="secondary"
          blocked={bands.length >= MOST_BANDS}
          onClick={() => onChange([...bands, { fromMinor: '', stepMinor: '' }])}
        >
          {t('addBand')}
        </Button>
      </div>
    </div>
  );
}
