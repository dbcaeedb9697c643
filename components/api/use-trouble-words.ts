'use client';

import { useTranslations } from 'use-intl/react';
import type { ApiTrouble } from './call-api';

/** Says what went wrong with a call, in the reader's language; the reference helps to find it in the log. */
export function useTroubleWords(): (trouble: ApiTrouble) => string {
  const t = useTranslations('problems');
  const own = useTranslations('trouble');
  return ({ kind, problem }) => {
    const words = kind === 'unreachable' ? own('unreachable') : t(kind);
    const reference = problem?.reference;
    return reference ? `${words} ${own('reference', { reference })}` : words;
  };
}
