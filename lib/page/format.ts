import type { Language } from '../api/local-text';
import { minorDigits } from '../shared/money';

/** How people of a language write: thousands commas and 24 hours in both (LOOK 2). */
const LOCALES: Record<Language, string> = { en: 'en-GB', zh: 'zh-CN' };

/** Signs that name one currency only; the others get their code, because ¥ and $ are ambiguous. */
const SIGNS: Record<string, string> = { GBP: '£', EUR: '€', KRW: '₩', INR: '₹', VND: '₫' };

const numbers = new Map<string, Intl.NumberFormat>();

function numberFormat(language: Language, digits: number): Intl.NumberFormat {
  const key = `${language}${digits}`;
  let format = numbers.get(key);
  if (!format) {
    format = new Intl.NumberFormat(LOCALES[language], {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    numbers.set(key, format);
  }
  return format;
}

/** How an amount is written. */
export interface MoneyStyle {
  language: Language;
  currency: string;
  /** Always show minor digits: in sales whose ladder has them, so that columns align. */
  decimals?: boolean;
}

/** "£4,400", "CN¥4,400", "£44.50", "−£5"; no decimals unless the amount or the sale has them. */
export function formatMoney(amountMinor: number, style: MoneyStyle): string {
  const { language, currency, decimals = false } = style;
  const digits = minorDigits(currency) ?? 2;
  const unit = 10 ** digits;
  const shown = decimals || amountMinor % unit !== 0 ? digits : 0;
  const text = numberFormat(language, shown).format(Math.abs(amountMinor) / unit);
  const sign = amountMinor < 0 ? '−' : '';
  const symbol = SIGNS[currency];
  return symbol ? `${sign}${symbol}${text}` : `${sign}${currency} ${text}`;
}

/** "£3,000–5,000": a range with its currency once. */
export function formatMoneyRange(lowMinor: number, highMinor: number, style: MoneyStyle): string {
  const low = formatMoney(lowMinor, style);
  if (highMinor === lowMinor) return low;
  return `${low}–${formatMoney(highMinor, style).replace(/^[^\d]+/, '')}`;
}

/** Chinese readers count in 万: "（12.4万）" beside amounts from 100,000 major units; else empty. */
export function wanHint(amountMinor: number, style: MoneyStyle): string {
  const major = amountMinor / 10 ** (minorDigits(style.currency) ?? 2);
  if (style.language !== 'zh' || major < 100_000) return '';
  const wan = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 1 }).format(major / 10_000);
  return `（${wan}万）`;
}

/** Whether a sale's steps have minor digits, so that all its amounts are written with them. */
export const ladderHasDecimals = (
  ladder: readonly { fromMinor: number; stepMinor: number }[],
  currency: string,
): boolean => ladder.some((band) => band.stepMinor % 10 ** (minorDigits(currency) ?? 2) !== 0);

/** "25%" of 2500, "17.5%" of 1750. */
export const formatRate = (rateBp: number, language: Language): string =>
  `${new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: 2 }).format(rateBp / 100)}%`;

/** Where and for whom a time is written. */
export interface TimeStyle {
  language: Language;
  /** An IANA zone, such as `Europe/London`. */
  timeZone: string;
}

type TimeShape = 'time' | 'timeZone' | 'seconds' | 'secondsZone' | 'day' | 'dayTimeZone';

const SHAPES: Record<TimeShape, Intl.DateTimeFormatOptions> = {
  time: { hour: '2-digit', minute: '2-digit' },
  timeZone: { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' },
  seconds: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  secondsZone: { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' },
  day: { day: 'numeric', month: 'long' },
  dayTimeZone: {
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  },
};

const dates = new Map<string, Intl.DateTimeFormat>();

function partsOf(ms: number, shape: TimeShape, style: TimeStyle): Record<string, string> {
  const key = `${shape} ${style.language} ${style.timeZone}`;
  let format = dates.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(LOCALES[style.language], {
      ...SHAPES[shape],
      hourCycle: 'h23',
      timeZone: style.timeZone,
    });
    dates.set(key, format);
  }
  return Object.fromEntries(format.formatToParts(ms).map((part) => [part.type, part.value]));
}

/**
 * A point in time, 24-hour: `secondsZone` "14:32:00 BST", `day` "6 June" / "6月6日",
 * `dayTimeZone` "6 June, 14:32 BST" / "6月6日 14:32 GMT+8".
 */
export function formatTime(ms: number, shape: TimeShape, style: TimeStyle): string {
  const part = partsOf(ms, shape, style);
  const day =
    style.language === 'zh'
      ? `${Number.parseInt(part.month ?? '', 10)}月${part.day}日`
      : `${part.day} ${part.month}`;
  const clock = [part.hour, part.minute, part.second].filter(Boolean).join(':');
  // A zone has one abbreviation in the house: the Chinese locale writes GMT as GMT+0.
  const zone = partsOf(ms, shape, { ...style, language: 'en' }).timeZoneName;
  const zoned = zone ? `${clock} ${zone}` : clock;
  if (shape === 'day') return day;
  if (shape === 'dayTimeZone')
    return style.language === 'zh' ? `${day} ${zoned}` : `${day}, ${zoned}`;
  return zoned;
}

/**
 * Time left, rounded up to what is shown (LOOK 6): "2 d 4 h" / "2天4小时" above a day, "4 h 12 min"
 * above an hour, "12:05" below; "0:00" when nothing is left.
 */
export function formatLeft(leftMs: number, language: Language): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1_000));
  if (seconds < 3_600) {
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  }
  const zh = language === 'zh';
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 1_440) {
    const hours = Math.floor(minutes / 60);
    return zh ? `${hours}小时${minutes % 60}分` : `${hours} h ${minutes % 60} min`;
  }
  const hours = Math.ceil(minutes / 60);
  const days = Math.floor(hours / 24);
  return zh ? `${days}天${hours % 24}小时` : `${days} d ${hours % 24} h`;
}

/** "0.4 s", "12 s", "3 min" / "0.4秒": the age of what is shown. */
export function formatAge(ageMs: number, language: Language): string {
  const zh = language === 'zh';
  if (ageMs < 10_000) {
    const tenths = (Math.max(0, Math.round(ageMs / 100)) / 10).toFixed(1);
    return zh ? `${tenths}秒` : `${tenths} s`;
  }
  const seconds = Math.round(ageMs / 1_000);
  if (seconds < 120) return zh ? `${seconds}秒` : `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return zh ? `${minutes}分钟` : `${minutes} min`;
}
