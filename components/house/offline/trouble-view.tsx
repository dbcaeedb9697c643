'use client';

import { useTranslations } from 'use-intl/react';
import { PROBLEM_BASE, PROBLEMS, type Problem, type ProblemKind } from '@/lib/api/problem';
import type { CatalogueFields } from '@/lib/api/v1/catalogue';
import type { LocalEntry } from '@/lib/offline/local-entry';
import { Button } from '../../ui/button';
import { useLotFieldNames } from '../editor/lot-field-names';
import { useFieldValueWords } from './field-words';

const kindOf = (problem: Problem): ProblemKind => {
  const name = problem.type.replace(PROBLEM_BASE, '');
  return Object.hasOwn(PROBLEMS, name) ? (name as ProblemKind) : 'internal';
};

/** The form's path of a pointer into a submission: `/changes/title/en` is `title.en`. */
const pathOf = (pointer: string) =>
  pointer.replace(/^\/(?:changes|lot)\//, '').replaceAll('/', '.');

/** Why an entry was not taken, in words, and what can be done. Conflicts have a view of their own. */
export function TroubleView(props: {
  entry: LocalEntry;
  currency: string;
  onUseMine: (fields: CatalogueFields) => void;
  onTakeBack: () => void;
}) {
  const { entry, currency } = props;
  const t = useTranslations('house.offline');
  const problems = useTranslations('problems');
  const nameOf = useLotFieldNames(currency);
  const words = useFieldValueWords(currency);
  const { trouble } = entry;
  if (trouble?.kind === 'refused') {
    const { problem } = trouble;
    return (
      <div role="alert" className="grid gap-1 bg-danger-tint p-3 type-dense">
        <p>{problem.detail ?? problems(kindOf(problem))}</p>
        <ul>
          {problem.errors?.map(({ pointer, message }) => (
            <li key={pointer}>
              {nameOf(pathOf(pointer))}: {message}
            </li>
          ))}
        </ul>
      </div>
    );
  }
  if (trouble?.kind === 'gone') {
    return (
      <p role="alert" className="bg-danger-tint p-3 type-dense">
        {t('goneHint')}
      </p>
    );
  }
  if (trouble?.kind !== 'overruled') return null;
  const mine = Object.entries(trouble.was).map(([field, [, value]]) => [field, value] as const);
  return (
    <section className="grid gap-2 bg-sunk p-3 type-dense">
      <p>{t('overruledHint')}</p>
      <dl className="grid gap-1">
        {mine.map(([field, value]) => (
          <div key={field} className="grid gap-x-4 sm:grid-cols-[10rem_1fr]">
            <dt className="text-ink-2">{nameOf(field)}</dt>
            <dd className="whitespace-pre-line">{words(value)}</dd>
          </div>
        ))}
      </dl>
      <div className="flex gap-2">
        <Button
          size="dense"
          look="secondary"
          onClick={() => props.onUseMine(Object.fromEntries(mine))}
        >
          {t('useMine')}
        </Button>
        <Button size="dense" look="secondary" onClick={props.onTakeBack}>
          {t('letGo')}
        </Button>
      </div>
    </section>
  );
}
