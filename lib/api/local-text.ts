import { z } from 'zod';

/** The languages of the house. */
export const LANGUAGES = ['en', 'zh'] as const;

/** One of the house's languages. */
export type Language = (typeof LANGUAGES)[number];

/** A text in every language of the house; Chinese may be empty, then English is shown. */
export const localText = (maxLength: number) =>
  z.strictObject({
    en: z.string().trim().min(1).max(maxLength),
    zh: z.string().trim().max(maxLength),
  });

/** A text that may be left out or taken away: empty in both languages, or there in English. */
export const maybeText = (maxLength: number) =>
  z
    .strictObject({
      en: z.string().trim().max(maxLength),
      zh: z.string().trim().max(maxLength),
    })
    .refine((text) => text.en !== '' || text.zh === '', {
      message: 'must be there where there is a Chinese text',
      path: ['en'],
    });

/** A text in every language of the house. */
export type LocalText = { en: string; zh: string };
