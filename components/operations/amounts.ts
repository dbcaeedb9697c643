import type { Language } from '@/lib/api/local-text';

/** "0.4 ms", "12 ms", "3.4 s", "2 min" / "0.4毫秒": a duration of the machine's. */
export function formatLag(ms: number, language: Language): string {
  const zh = language === 'zh';
  if (ms < 10) return `${ms.toFixed(ms === 0 ? 0 : 1)}${zh ? '毫秒' : ' ms'}`;
  if (ms < 1_000) return `${Math.round(ms)}${zh ? '毫秒' : ' ms'}`;
  if (ms < 120_000) return `${(ms / 1_000).toFixed(1)}${zh ? '秒' : ' s'}`;
  return `${Math.round(ms / 60_000)}${zh ? '分钟' : ' min'}`;
}

/** "12,345". */
export const formatCount = (count: number): string =>
  new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 }).format(count);

/** "91%", "0.4%", or "–" of nothing. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (part / whole) * 100;
  return `${percent > 0 && percent < 9.95 ? percent.toFixed(1) : Math.round(percent)}%`;
}
