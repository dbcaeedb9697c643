'use client';

import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { BROWSER_PORTS } from '@/lib/live/browser';
import { createSpeech, type Speech } from './speech';

/**
 * How the page speaks: `price` at most every 5 s, `lots` (a grid) every 15 s, `page` at once, and `now`
 * at once and before all else.
 */
export type Voice = 'price' | 'lots' | 'page' | 'now';

const GAPS_MS: Record<Voice, number> = { price: 5_000, lots: 15_000, page: 0, now: 0 };

const AnnouncerContext = createContext<((voice: Voice, text: string) => void) | null>(null);

/** One polite and one assertive region per page (LOOK 6). */
export function Announcer({ children }: { children: ReactNode }) {
  const [polite, setPolite] = useState('');
  const [assertive, setAssertive] = useState('');
  const speeches = useMemo(() => {
    const make = (voice: Voice, speak: (text: string) => void) =>
      createSpeech({ ...BROWSER_PORTS, speak }, GAPS_MS[voice]);
    return {
      price: make('price', setPolite),
      lots: make('lots', setPolite),
      page: make('page', setPolite),
      now: make('now', setAssertive),
    } satisfies Record<Voice, Speech>;
  }, []);
  useEffect(
    () => () => {
      for (const speech of Object.values(speeches)) speech.stop();
    },
    [speeches],
  );
  const announce = useMemo(
    () => (voice: Voice, text: string) => speeches[voice].say(text),
    [speeches],
  );
  return (
    <AnnouncerContext value={announce}>
      {children}
      <div className="sr-only" aria-live="polite" aria-atomic>
        {polite}
      </div>
      <div className="sr-only" aria-live="assertive" aria-atomic>
        {assertive}
      </div>
    </AnnouncerContext>
  );
}

/** @throws Error outside of `Announcer`. */
export function useAnnounce() {
  const announce = use(AnnouncerContext);
  if (!announce) throw new Error('Announcer is missing above this component');
  return announce;
}
