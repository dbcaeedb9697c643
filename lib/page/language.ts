import { LANGUAGES, type Language } from '../api/local-text';

/** The cookie that the language switch sets. */
export const LANGUAGE_COOKIE = 'lang';
/** The cookie in which a page leaves its IANA time zone for the next render. */
export const TIME_ZONE_COOKIE = 'tz';

const isLanguage = (text: string | undefined): text is Language =>
  (LANGUAGES as readonly string[]).includes(text ?? '');

/** The first language of an Accept-Language header that the house speaks; else English. */
function acceptedLanguage(header: string): Language {
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

/** The person's choice (the cookie's value), else what the browser asks for. */
export const languageOf = (chosen: string | undefined, accepted: string | undefined): Language =>
  isLanguage(chosen) ? chosen : acceptedLanguage(accepted ?? '');

/** The reader's time zone where the browser has told it, else UTC; always one that Intl knows. */
export function timeZoneOf(told: string | undefined): string {
  if (!told) return 'UTC';
  try {
    const timeZone = decodeURIComponent(told);
    new Intl.DateTimeFormat('en', { timeZone });
    return timeZone;
  } catch {
    return 'UTC';
  }
}

/** A text in the reader's language; Chinese may be empty, then English is shown. */
export const inLanguage = (text: { en: string; zh: string }, language: Language): string =>
  (language === 'zh' && text.zh) || text.en;
