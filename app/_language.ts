import { cookies, headers } from 'next/headers';
import { createTranslator } from 'use-intl/core';
import type { Language } from '@/lib/api/local-text';
import { LANGUAGE_COOKIE, languageOf, TIME_ZONE_COOKIE, timeZoneOf } from '@/lib/page/language';
import { MESSAGES } from '@/lib/page/messages';

/** The language of this request: the person's choice, else what the browser asks for. */
async function getLanguage(): Promise<Language> {
  const [jar, asked] = await Promise.all([cookies(), headers()]);
  const accepted = asked.get('accept-language') ?? undefined;
  return languageOf(jar.get(LANGUAGE_COOKIE)?.value, accepted);
}

/** The reader's time zone where the browser has told it, else UTC; always one that Intl knows. */
async function getTimeZone(): Promise<string> {
  return timeZoneOf((await cookies()).get(TIME_ZONE_COOKIE)?.value);
}

/** Everything a server component needs to write in the reader's language and time. */
export async function getWords() {
  const [language, timeZone] = await Promise.all([getLanguage(), getTimeZone()]);
  const t = createTranslator({ locale: language, messages: MESSAGES[language], timeZone });
  return { t, language, timeZone };
}
