'use client';

import { type ReactNode, useEffect, useState } from 'react';
import { IntlProvider } from 'use-intl/react';
import type { Language } from '@/lib/api/local-text';
import { MESSAGES } from '@/lib/page/messages';
import { keepCookie } from './language-switch';

/**
 * Gives client components the reader's language and time zone. The server cannot know the zone at a
 * first visit: it writes UTC, the page corrects itself and leaves the zone in a cookie.
 */
export function WordsProvider(props: {
  language: Language;
  timeZone: string;
  children: ReactNode;
}) {
  const [timeZone, setTimeZone] = useState(props.timeZone);
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!own || own === timeZone) return;
    keepCookie('tz', own);
    setTimeZone(own);
  }, [timeZone]);
  return (
    <IntlProvider locale={props.language} messages={MESSAGES[props.language]} timeZone={timeZone}>
      {props.children}
    </IntlProvider>
  );
}
