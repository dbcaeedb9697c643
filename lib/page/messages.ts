import en from '../../messages/en.json';
import zh from '../../messages/zh.json';
import type { Language } from '../api/local-text';

/** The texts of the pages; English is the shape that Chinese must match (a test checks it). */
export type Messages = typeof en;

/** Every text in every language. */
export const MESSAGES: Record<Language, Messages> = { en, zh };

declare module 'use-intl/core' {
  interface AppConfig {
    Locale: Language;
    Messages: Messages;
  }
}
