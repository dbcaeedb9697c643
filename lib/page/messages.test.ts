import { createTranslator } from 'use-intl/core';
import { describe, expect, it } from 'vitest';
import { PROBLEMS } from '../api/problem';
import { MESSAGES } from './messages';

type Tree = { [key: string]: string | Tree };

const flatten = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as [string, string]]
      : flatten(value, `${path}${key}.`),
  );

/** Names in `{…}` (of plurals the argument's) and of tags `<…>`. */
const argumentsOf = (text: string) =>
  [
    ...new Set(
      [...text.matchAll(/(?:\{|<)\s*([a-zA-Z]+)\s*(?:,|\}|>)/g)].map((match) => match[1] ?? ''),
    ),
  ].sort();

/** A value for each name: 2, or nothing for a tag. */
const valuesOf = (text: string) =>
  Object.fromEntries(
    argumentsOf(text).map((name) => [name, text.includes(`<${name}>`) ? () => '' : 2]),
  );

const en = new Map(flatten(MESSAGES.en as Tree));
const zh = new Map(flatten(MESSAGES.zh as Tree));

describe('the texts of the pages', () => {
  it('have the same keys in English and Chinese', () => {
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
  });

  it.each([...en])('%s takes the same values in both languages', (key, text) => {
    expect(argumentsOf(zh.get(key) ?? '')).toEqual(argumentsOf(text));
  });

  it.each([...zh])('%s is written in Chinese, with full-width punctuation', (key, text) => {
    const words = text.replace(/\{[^{}]*\}|<[^<>]*>/g, '');
    if (!/[\u4e00-\u9fff]/.test(words)) return;
    expect(words, key).not.toMatch(/[\u4e00-\u9fff][,;:?!]|[\u4e00-\u9fff]\.(?:\s|$)/);
    expect(words, key).not.toMatch(/你|亲/);
  });

  it.each([...en])('%s follows the voice: no exclamation marks', (_key, text) => {
    expect(text).not.toMatch(/!|Oops|Hurry/);
  });

  it('parse as ICU messages in both languages', () => {
    const failures: string[] = [];
    for (const language of ['en', 'zh'] as const) {
      const t = createTranslator({
        locale: language,
        messages: MESSAGES[language] as never,
        onError: (error) => failures.push(`${language} ${error.message}`),
      }) as unknown as { rich: (key: string, values: Record<string, unknown>) => unknown };
      for (const [key, text] of language === 'en' ? en : zh) {
        t.rich(key, valuesOf(text));
      }
    }
    expect(failures).toEqual([]);
  });
});

describe('problems', () => {
  it('each kind has its sentence, exactly once', () => {
    expect(Object.keys(MESSAGES.en.problems).sort()).toEqual(Object.keys(PROBLEMS).sort());
  });
});
