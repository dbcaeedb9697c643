import { describe, expect, it } from 'vitest';
import {
  formatAge,
  formatLeft,
  formatMoney,
  formatMoneyRange,
  formatRate,
  formatTime,
  ladderHasDecimals,
  wanHint,
} from './format';

const en = (currency: string) => ({ language: 'en', currency }) as const;
const zh = (currency: string) => ({ language: 'zh', currency }) as const;

describe('money', () => {
  it.each([
    [440_000, 'GBP', '£4,400'],
    [440_050, 'GBP', '£4,400.50'],
    [1, 'EUR', '€0.01'],
    [-500, 'GBP', '−£5'],
    [12_400_000, 'JPY', 'JPY 12,400,000'],
    [440_000, 'CNY', 'CNY 4,400'],
    [440_000, 'USD', 'USD 4,400'],
    [1_234, 'KWD', 'KWD 1.234'],
  ])('%i minor units of %s read %s', (amountMinor, currency, text) => {
    expect(formatMoney(amountMinor, en(currency))).toBe(text);
  });

  it('[MNY1] the largest amount is written exactly', () => {
    expect(formatMoney(10_000_000_000_000, en('GBP'))).toBe('£100,000,000,000');
  });

  it('a sale with cents shows them on every amount', () => {
    expect(formatMoney(10_000, { ...en('GBP'), decimals: true })).toBe('£100.00');
    expect(ladderHasDecimals([{ fromMinor: 0, stepMinor: 5 }], 'USD')).toBe(true);
    expect(ladderHasDecimals([{ fromMinor: 0, stepMinor: 1_000 }], 'USD')).toBe(false);
    expect(ladderHasDecimals([{ fromMinor: 0, stepMinor: 5 }], 'JPY')).toBe(false);
  });

  it('Chinese keeps the commas and adds 万 from 100,000', () => {
    expect(formatMoney(12_400_000, zh('GBP'))).toBe('£124,000');
    expect(wanHint(12_400_000, zh('GBP'))).toBe('（12.4万）');
    expect(wanHint(9_999_999, zh('GBP'))).toBe('');
    expect(wanHint(12_400_000, en('GBP'))).toBe('');
  });

  it('a range names its currency once', () => {
    expect(formatMoneyRange(300_000, 500_000, en('GBP'))).toBe('£3,000–5,000');
    expect(formatMoneyRange(300_000, 500_000, en('USD'))).toBe('USD 3,000–5,000');
    expect(formatMoneyRange(300_000, 300_000, en('GBP'))).toBe('£3,000');
  });

  it('a rate in hundredths of a percent', () => {
    expect(formatRate(2_500, 'en')).toBe('25%');
    expect(formatRate(1_750, 'en')).toBe('17.5%');
  });
});

describe('time', () => {
  const at = Date.UTC(2026, 5, 6, 13, 32, 0);
  it('is 24-hour with its zone', () => {
    const style = { language: 'en', timeZone: 'Europe/London' } as const;
    expect(formatTime(at, 'secondsZone', style)).toBe('14:32:00 BST');
    expect(formatTime(at, 'time', style)).toBe('14:32');
    expect(formatTime(at, 'day', style)).toBe('6 June');
    expect(formatTime(at, 'dayTimeZone', style)).toBe('6 June, 14:32 BST');
  });
  it('is written the Chinese way in Chinese', () => {
    const style = { language: 'zh', timeZone: 'Asia/Shanghai' } as const;
    expect(formatTime(at, 'seconds', style)).toBe('21:32:00');
    expect(formatTime(at, 'day', style)).toBe('6月6日');
    expect(formatTime(at, 'dayTimeZone', style)).toBe('6月6日 21:32 GMT+8');
    const london = { language: 'zh', timeZone: 'Europe/London' } as const;
    expect(formatTime(Date.UTC(2026, 0, 1, 9), 'timeZone', london)).toBe('09:00 GMT');
  });
  it('midnight is 00, not 24', () => {
    expect(formatTime(Date.UTC(2026, 0, 1), 'time', { language: 'en', timeZone: 'UTC' })).toBe(
      '00:00',
    );
  });

  it.each([
    [-1, '0:00', '0:00'],
    [1, '0:01', '0:01'],
    [8_001, '0:09', '0:09'],
    [725_000, '12:05', '12:05'],
    [3_599_000, '59:59', '59:59'],
    [3_600_000, '1 h 0 min', '1小时0分'],
    [15_120_000, '4 h 12 min', '4小时12分'],
    [86_400_000, '1 d 0 h', '1天0小时'],
    [187_200_000, '2 d 4 h', '2天4小时'],
  ])('%i ms left reads %s', (leftMs, english, chinese) => {
    expect(formatLeft(leftMs, 'en')).toBe(english);
    expect(formatLeft(leftMs, 'zh')).toBe(chinese);
  });

  it('an age has tenths below ten seconds', () => {
    expect(formatAge(412, 'en')).toBe('0.4 s');
    expect(formatAge(412, 'zh')).toBe('0.4秒');
    expect(formatAge(12_300, 'en')).toBe('12 s');
    expect(formatAge(180_000, 'en')).toBe('3 min');
  });
});
