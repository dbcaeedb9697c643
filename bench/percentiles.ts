/** Milliseconds at the 50th, 95th and 99th percentile, and the most; of at least one sample. */
export interface Percentiles {
  n: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** The percentiles of some waits, nearest rank. @throws RangeError without samples. */
export function percentiles(samplesMs: readonly number[]): Percentiles {
  if (samplesMs.length === 0) throw new RangeError('no samples');
  const sorted = Float64Array.from(samplesMs).sort();
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { n: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** One line of a table: `name  n  p50  p95  p99  max`, milliseconds with one decimal. */
export function line(name: string, waits: Percentiles): string {
  const cells = [waits.p50, waits.p95, waits.p99, waits.max].map((ms) => ms.toFixed(1).padStart(9));
  return `${name.padEnd(52)}${String(waits.n).padStart(8)}${cells.join('')}`;
}

/** The head of the table that `line` fills. */
export const HEAD = `${'milliseconds'.padEnd(52)}${['n', 'p50', 'p95', 'p99', 'max']
  .map((name, index) => name.padStart(index === 0 ? 8 : 9))
  .join('')}`;
