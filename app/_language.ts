import { cookies, headers } from 'next/headers';
import { createTranslator } from 'use-intl/core';
import { MESSAGES } from '@/components/i18n/messages';
import { LANGUAGES, type Language } from '@/lib/api/local-text';

/** The cookie that the language switch sets. */
export const LANGUAGE_COOKIE = 'lang';
/** The cookie in which a page leaves its IANA time zone for the next render. */
export const TIME_ZONE_COOKIE = 'tz';

const isLanguage = (text: string | undefined): text is Language =>
  (LANGUAGES as readonly string[]).includes(text ?? '');

/** The first language of an Accept-Language header that the house speaks; else English. */
export function acceptedLanguage(header: string): Language {
  const ranges = header
    .split(',')
    .map((part) => {
      const [tag = '', ...rest] = part.trim().toLowerCase().split(';');
      const weight = /^q=([\d.]+)$/.exec(rest.join('').trim())?.[1];
      return { language: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) };
    })
    .sort((a, b) => b.weight - a.weight);
  for (const { language, weight } of ranges) {
    if (weight > 0 && isLanguage(language)) return language;
  }
  return 'en';
}

/** The language of this request: the person's choice, else what the browser asks for. */
export async function getLanguage(): Promise<Language> {
  const chosen = (await cookies()).get(LANGUAGE_COOKIE)?.value;
  if (isLanguage(chosen)) return chosen;
  return acceptedLanguage((await headers()).get('accept-language') ?? '');
}

/** The reader's time zone where the browser has told it, else UTC; always one that Intl knows. */
export async function getTimeZone(): Promise<string> {
  const told = (await cookies()).get(TIME_ZONE_COOKIE)?.value;
  if (!told) return 'UTC';
  try {
    const timeZone = decodeURIComponent(told);
    new Intl.DateTimeFormat('en', { timeZone });
    return timeZone;
  } catch {
    return 'UTC';
  }
}

/** Everything a server component needs to write in the reader's language and time. */
export async function getWords() {
  const [language, timeZone] = await Promise.all([getLanguage(), getTimeZone()]);
  const t = createTranslator({ locale: language, messages: MESSAGES[language], timeZone });
  return { t, language, timeZone };
}
