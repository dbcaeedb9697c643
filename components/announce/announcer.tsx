'use client';

import { createContext, type ReactNode, use, useEffect, useMemo, useReducer } from 'react';
import { BROWSER_PORTS } from '@/lib/live/browser';
import { createSpeech, type Speech } from './speech';

/**
 * How the page speaks: `price` at most every 5 s, `lots` (a grid) every 15 s, `page` at once, and `now`
 * at once and before all else.
 */
export type Voice = 'price' | 'lots' | 'page' | 'now';

const GAPS_MS: Record<Voice, number> = { price: 5_000, lots: 15_000, page: 0, now: 0 };

/** What stays in a region: what was said in one moment is read one after the other. */
const KEPT = 4;

interface Said {
  id: number;
  text: string;
}

const withNext = (said: readonly Said[], text: string): Said[] => [
  ...said.slice(1 - KEPT),
  { id: (said.at(-1)?.id ?? 0) + 1, text },
];

const AnnouncerContext = createContext<((voice: Voice, text: string) => void) | null>(null);

/** One polite and one assertive region per page (LOOK 6). */
export function Announcer({ children }: { children: ReactNode }) {
  const [polite, sayPolitely] = useReducer(withNext, []);
  const [assertive, sayAtOnce] = useReducer(withNext, []);
  const speeches = useMemo(() => {
    const make = (voice: Voice, speak: (text: string) => void) =>
      createSpeech({ ...BROWSER_PORTS, speak }, GAPS_MS[voice]);
    return {
      price: make('price', sayPolitely),
      lots: make('lots', sayPolitely),
      page: make('page', sayPolitely),
      now: make('now', sayAtOnce),
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
      <Region urgency="polite" said={polite} />
      <Region urgency="assertive" said={assertive} />
    </AnnouncerContext>
  );
}

function Region({ urgency, said }: { urgency: 'polite' | 'assertive'; said: readonly Said[] }) {
  return (
    <div className="sr-only" aria-live={urgency} aria-relevant="additions">
      {said.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  );
}

/** @throws Error outside of `Announcer`. */
export function useAnnounce() {
  const announce = use(AnnouncerContext);
  if (!announce) throw new Error('Announcer is missing above this component');
  return announce;
}
