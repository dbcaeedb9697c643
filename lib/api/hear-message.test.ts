import { describe, expect, test } from 'vitest';
import { hearMessage } from './hear-message';
import { changesAnswer, headsAnswer } from './node-wire';

// Would catch: a round lost for one bad key, and an entry of a good key that is taken for what it does not say.

const change = (key: unknown, more: object = {}) => ({
  ...{ key, version: 3, channel: 'auction:7/0', gone: false },
  ...more,
});
const round = (changes: unknown[], more: object = {}) => ({
  ...{ epoch: 1, token: '5', changes, source: 'replica' },
  ...more,
});

describe('what masters told', () => {
  test.each(['lot:0', 'note:5', '', 5, null, undefined, 'lot:99999999999'])(
    '[WIR5] is kept but for an entry of key %j',
    (key) => {
      const said = round([change('lot:1'), change(key, { channel: 'notes:7' }), change('lot:2')]);
      const heard = hearMessage(changesAnswer, said);
      expect(heard?.value.changes?.map((one) => one.key)).toEqual(['lot:1', 'lot:2']);
      expect(heard?.left).toEqual([change(key, { channel: 'notes:7' })]);
      expect(said.changes).toHaveLength(3);
    },
  );

  test('[WIR5] also within a list of lists, and where all are bad', () => {
    const heads = ['lot:1', 'x', 'y'].map((key) => ({ key, version: 1, gone: false }));
    const channels = [
      { name: 'auction:7/0', digest: 'a', heads },
      { name: 'auction:7/1', digest: 'b', heads: [{ key: 'z', version: 1, gone: false }] },
    ];
    const heard = hearMessage(headsAnswer, { epoch: 1, channels });
    const kept = heard?.value.channels.map((one) => one.heads?.map(({ key }) => key));
    expect(kept).toEqual([['lot:1'], []]);
    expect(heard?.left).toHaveLength(3);
  });

  test.each([
    ['a version', round([change('lot:1', { version: -1 })])],
    ['a version beside a bad key', round([change('x'), change('lot:1', { version: -1 })])],
    ['a channel', round([change('lot:1', { channel: 'x' })])],
    ['a field more', round([change('lot:1', { more: 1 })])],
    ['the token', round([change('x')], { token: 'x' })],
    ['the list', round([], { changes: 'x' })],
    ['everything', 'x'],
  ])('[WIR5] is no message where %s is wrong', (_name, said) => {
    expect(hearMessage(changesAnswer, said)).toBeNull();
  });
});
