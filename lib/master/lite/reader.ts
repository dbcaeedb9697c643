import { createTranslator } from 'use-intl/core';
import type { Identity } from '../../accounts/identity';
import type { Language } from '../../api/local-text';
import { formatTime, type TimeStyle } from '../../page/format';
import { LANGUAGE_COOKIE, languageOf, TIME_ZONE_COOKIE, timeZoneOf } from '../../page/language';
import { MESSAGES } from '../../page/messages';

/** Who reads a lite page, how they are spoken to, and where they are. */
export interface Reader extends TimeStyle {
  identity: Identity | null;
  t: ReturnType<typeof words>;
  /** What forms drawn for this browser are bound to (AUT3); null before it holds any cookie. */
  binding: string | null;
  /** This page, path and query, to come back to. */
  path: string;
  /** Of this page's policy: its style and script carry it. */
  nonce: string;
}

const words = (language: Language, timeZone: string) =>
  createTranslator({ locale: language, messages: MESSAGES[language], timeZone });

/** Puts together what is known of a reader. `cookies` by name, as the browser sent them. */
export function createReader(known: {
  identity: Identity | null;
  binding: string | null;
  path: string;
  nonce: string;
  cookies: ReadonlyMap<string, string>;
  acceptLanguage: string | undefined;
}): Reader {
  const { identity, binding, path, nonce, cookies } = known;
  const language = languageOf(cookies.get(LANGUAGE_COOKIE), known.acceptLanguage);
  const timeZone = timeZoneOf(cookies.get(TIME_ZONE_COOKIE));
  return { identity, binding, path, nonce, language, timeZone, t: words(language, timeZone) };
}

/** A point in time as these pages write it: to the second, with its day where that is another one. */
export function pointInTime(reader: Reader, ms: number, nowMs: number): string {
  const isFar = Math.abs(ms - nowMs) >= 86_400_000;
  return formatTime(ms, isFar ? 'dayTimeZone' : 'secondsZone', reader);
}
