import { describe, expect, test } from 'vitest';
import { settingsOf } from './settings';

describe('settings on a command line', () => {
  test('[ANT3] numbers and lists are read as what they are', () => {
    expect(settingsOf(['beatMs=500', 'transports=sse,websocket'])).toEqual({
      ok: true,
      value: { beatMs: 500, transports: ['sse', 'websocket'] },
    });
  });

  test.each([
    [['beat=500'], /no setting beat; there are .*beatMs/],
    [['beatMs'], /beatMs must be key=value/],
    [['beatMs=soon'], /beatMs: .*number/],
    [['beatMs=1'], /beatMs: .*>=100/],
    [['transports=pigeon'], /transports\.0: .*websocket/],
  ])('[ANT3] %j is refused and what would be right is named', (assignments, line) => {
    const answer = settingsOf(assignments);
    expect(answer.ok ? '' : answer.error).toMatch(line);
  });
});
