import { describe, expect, test } from 'vitest';
import { inLanguage, languageOf, timeZoneOf } from './language';

describe('the language of a page', () => {
  test('is the one chosen, whatever the browser asks for', () => {
    expect(languageOf('zh', 'en-GB,en;q=0.9')).toBe('zh');
  });

  test.each([
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['fr-FR,zh;q=0.5,en;q=0.7', 'en'],
    ['fr', 'en'],
    ['zh;q=0', 'en'],
    ['', 'en'],
  ])('for %s is %s', (accepted, language) => {
    expect(languageOf('xx', accepted)).toBe(language);
  });

  test('is English where a text has no Chinese', () => {
    expect(inLanguage({ en: 'Vase', zh: '' }, 'zh')).toBe('Vase');
    expect(inLanguage({ en: 'Vase', zh: '瓶' }, 'zh')).toBe('瓶');
  });
});

describe('the time zone of a page', () => {
  test.each([
    ['Europe%2FLondon', 'Europe/London'],
    ['Nowhere/Else', 'UTC'],
    ['%', 'UTC'],
    [undefined, 'UTC'],
  ])('told as %s is %s', (told, timeZone) => {
    expect(timeZoneOf(told)).toBe(timeZone);
  });
});
