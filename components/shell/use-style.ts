'use client';

import { useLocale, useTimeZone } from 'use-intl/react';
import type { Language } from '@/lib/api/local-text';

/** Language and time zone, in the shape that `components/format.ts` takes. */
export function useStyle(): { language: Language; timeZone: string } {
  return { language: useLocale(), timeZone: useTimeZone() ?? 'UTC' };
}
