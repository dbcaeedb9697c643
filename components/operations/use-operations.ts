'use client';

import { useEffect, useState } from 'react';
import { type Operations, operations } from '@/lib/api/v1/operations';
import { type ApiTrouble, callApi } from '../api/call-api';

/** How often the master is asked. */
const EVERY_MS = 2_000;

/** What is known of the house, and whether the last question was answered. */
export interface OperationsView {
  /** The newest answer; null before the first. */
  house: Operations | null;
  /** Why there is no newer one; null while answers come. */
  trouble: ApiTrouble | null;
}

/** Asks the master how the house fares, again and again while the page is looked at. */
export function useOperations(): OperationsView {
  const [view, setView] = useState<OperationsView>({ house: null, trouble: null });
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function ask() {
      clearTimeout(timer);
      if (!document.hidden) {
        const path = '/api/v1/operations';
        const done = await callApi({ method: 'GET', path, answer: operations });
        if (stopped) return;
        setView(({ house }) =>
          done.ok ? { house: done.value, trouble: null } : { house, trouble: done.error },
        );
      }
      timer = setTimeout(ask, EVERY_MS);
    }
    const onVisible = () => {
      if (!document.hidden) void ask();
    };
    void ask();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, []);
  return view;
}
