'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { useTroubleWords } from '../api/use-trouble-words';
import { Rule } from '../ui/rule';
import { Charts } from './charts';
import { FetchShares } from './fetch-shares';
import { Figures } from './figures';
import { ProcessMapView } from './process-map';
import { ProcessTable } from './process-table';
import { useOperations } from './use-operations';
import { WorstThing } from './worst-thing';

/** How the house fares: the worst thing first, then the map, the processes and the last minutes. */
export function OperationsView() {
  const t = useTranslations('operations');
  const troubleWords = useTroubleWords();
  const { house, trouble } = useOperations();
  if (!house) {
    return (
      <div>
        <Rule texture="stale" />
        <p role="status" className="type-body pt-2 text-ink-2">
          {trouble ? troubleWords(trouble) : t('loading')}
        </p>
      </div>
    );
  }
  return (
    <div className="grid gap-8">
      <WorstThing house={house} trouble={trouble} />
      <Figures house={house} />
      <Section title={t('map.title')}>
        <div className="grid gap-4">
          <ProcessMapView house={house} />
          <ProcessTable house={house} />
        </div>
      </Section>
      <Section title={t('charts.title')}>
        <Charts house={house} />
      </Section>
      <Section title={t('fetches.title')}>
        <div className="max-w-[40rem]">
          <FetchShares house={house} />
        </div>
      </Section>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="type-body pb-3 font-semibold">{title}</h2>
      {children}
    </section>
  );
}
