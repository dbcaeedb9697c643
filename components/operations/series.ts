import type { OperationsSample } from '@/lib/api/v1/operations';

/** How far back the charts go. */
export const SHOWN_MS = 300_000;
/** Two samples further apart than this have a gap between them. */
const GAP_MS = 2_500;

/** A row of a chart: seconds before now (0 is now, −300 the left end), and its values. */
export type ChartRow = { agoS: number } & Record<string, number | null>;

/** Reads one line of a chart out of a sample; null leaves a gap. */
export type Reading = (sample: OperationsSample) => number | null;

/**
 * Rows for a chart of the last five minutes. Missing samples leave a gap in every line: a row without
 * values stands between their neighbours.
 */
export function chartRows(
  history: readonly OperationsSample[],
  nowMs: number,
  readings: Readonly<Record<string, Reading>>,
): ChartRow[] {
  const names = Object.keys(readings);
  const row = (atMs: number, value: (name: string) => number | null): ChartRow => ({
    agoS: (atMs - nowMs) / 1_000,
    ...Object.fromEntries(names.map((name) => [name, value(name)])),
  });
  const rows: ChartRow[] = [];
  let beforeMs: number | null = null;
  for (const sample of history) {
    if (sample.atMs < nowMs - SHOWN_MS) continue;
    if (beforeMs !== null && sample.atMs - beforeMs > GAP_MS) {
      rows.push(row((sample.atMs + beforeMs) / 2, () => null));
    }
    rows.push(row(sample.atMs, (name) => readings[name]?.(sample) ?? null));
    beforeMs = sample.atMs;
  }
  return rows;
}

/** The index of a line's last value, for its label; −1 when it has none. */
export const lastValueIndex = (rows: readonly ChartRow[], name: string): number =>
  rows.findLastIndex((row) => typeof row[name] === 'number');

/** Whether a value stands alone between gaps, where no line would show it. */
export const isAlone = (rows: readonly ChartRow[], name: string, index: number): boolean =>
  typeof rows[index]?.[name] === 'number' &&
  typeof rows[index - 1]?.[name] !== 'number' &&
  typeof rows[index + 1]?.[name] !== 'number';
