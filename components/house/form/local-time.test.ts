import { describe, expect, it } from 'vitest';
import { fromLocalInput, toLocalInput } from './local-time';

describe('times in forms', () => {
  it.each([
    ['2026-06-06T13:32:00Z', 'Europe/London', '2026-06-06T14:32'],
    ['2026-12-31T23:30:00Z', 'Asia/Shanghai', '2027-01-01T07:30'],
    ['2026-01-15T12:00:00Z', 'America/New_York', '2026-01-15T07:00'],
    ['2026-06-06T00:00:00Z', 'Asia/Kathmandu', '2026-06-06T05:45'],
    ['2026-06-06T00:00:00Z', 'UTC', '2026-06-06T00:00'],
  ])('%s in %s is written %s and read back', (instant, zone, text) => {
    expect(toLocalInput(Date.parse(instant), zone)).toBe(text);
    expect(fromLocalInput(text, zone)).toBe(Date.parse(instant));
  });

  it('every half hour around both changes of the clock is read back', () => {
    for (const start of ['2026-03-28T00:00Z', '2026-10-24T00:00Z']) {
      for (let step = 0; step < 96; step += 1) {
        const atMs = Date.parse(start) + step * 1_800_000;
        const text = toLocalInput(atMs, 'Europe/Berlin');
        const read = fromLocalInput(text, 'Europe/Berlin') ?? Number.NaN;
        // The hour that happens twice in autumn has one text for two moments.
        expect([0, -3_600_000, 3_600_000]).toContain(read - atMs);
        expect(toLocalInput(read, 'Europe/Berlin')).toBe(text);
      }
    }
  });

  it('an hour that does not exist means the one after it or before it, never nonsense', () => {
    const read = fromLocalInput('2026-03-29T02:30', 'Europe/Berlin') ?? Number.NaN;
    const hour = 3_600_000;
    expect(Math.abs(read - Date.parse('2026-03-29T01:30:00Z'))).toBeLessThanOrEqual(hour);
  });

  it.each(['', 'soon', '2026-06-06', '2026-13-40T99:99'])('%j is no time', (text) => {
    expect(fromLocalInput(text, 'UTC')).toBeNull();
  });
});
