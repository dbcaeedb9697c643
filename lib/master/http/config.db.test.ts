import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_LIVE_CONFIG } from '../../api/live-config';
import { type Caller, type FrontFixture, startFront } from './testing/front-fixture';

// Would catch: settings that anybody may change, that overwrite each other, that are not possible
// together, or that are changed without a row for anti-entropy or for the audit.

let front: FrontFixture;
let admin: Caller;
beforeAll(async () => {
  front = await startFront();
  admin = await front.caller('admin');
});
afterAll(() => front.stop());

const read = async () => (await front.ask('GET', '/config', { by: admin })).body;
const change = (json: unknown, version: number, by = admin) =>
  front.ask('PATCH', '/config', { by, json, headers: { 'if-match': `"${version}"` } });
const row = async (text: string) => (await front.pool.query(text)).rows[0];

describe('settings', () => {
  test('[ANT3] the house reads them whole; a bidder and a stranger do not', async () => {
    expect(await read()).toEqual({ version: 1, settings: DEFAULT_LIVE_CONFIG });
    expect((await front.ask('GET', '/config')).status).toBe(401);
    const bidder = await front.caller('bidder');
    expect((await front.ask('GET', '/config', { by: bidder })).status).toBe(403);
  });

  test('[ANT3] an admin changes some: version, row for anti-entropy, audit, and nodes are told', async () => {
    const { version } = await read();
    const toldFrom = front.told.length;
    const reply = await change({ beatMs: 500, transports: ['sse'] }, version);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('etag')).toBe(`"${version + 1}"`);
    expect(reply.body).toEqual({
      version: version + 1,
      settings: { ...DEFAULT_LIVE_CONFIG, beatMs: 500, transports: ['sse'] },
    });
    expect(front.told.slice(toldFrom)).toEqual([
      { key: 'config', version: version + 1, channel: 'config', gone: false },
    ]);
    expect(await row(`select version, channel, gone from change where key = 'config'`)).toEqual({
      version: version + 1,
      channel: 'config',
      gone: false,
    });
    expect(
      await row(`select actor_id, action, detail from audit where subject = 'config'
                  order by id desc limit 1`),
    ).toEqual({
      actor_id: admin.userId,
      action: 'set-config',
      detail: { beatMs: 500, transports: ['sse'], version: version + 1 },
    });
  });

  test('[ANT3] what was not named stays as it was', async () => {
    const before = await read();
    await change({ tickMs: 30 }, before.version);
    expect((await read()).settings).toEqual({ ...before.settings, tickMs: 30 });
  });

  test('[ANT3] two who change them at once do not overwrite each other', async () => {
    const { version } = await read();
    const replies = await Promise.all([
      change({ tickMs: 40 }, version),
      change({ tickMs: 50 }, version),
    ]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
    const refused = replies.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ current: { version: version + 1 } });
  });

  test.each([
    ['a beat too short', { beatMs: 1 }, '/beatMs', /100/],
    ['a transport there is not', { transports: ['pigeon'] }, '/transports/0', /websocket/],
    ['no transport', { transports: [] }, '/transports', /1/],
    ['a setting there is not', { beat: 500 }, '/beat', /unknown field/],
    ['nothing', {}, '', /at least one/],
    ['pages stale before a beat can come', { staleMs: 600 }, '/staleMs', /at least 1000.*beatMs/],
    ['a longest below the first', { resendMaxMs: 100 }, '/resendMaxMs', /at least 500.*resendMs/],
  ])(
    '[ANT3] %s is refused naming what would be right, and changes nothing',
    async (_name, json, pointer, message) => {
      const before = await read();
      const toldFrom = front.told.length;
      const reply = await change(json, before.version);
      expect(reply.status).toBe(400);
      expect(reply.body.errors[0]).toEqual({ pointer, message: expect.stringMatching(message) });
      expect(await read()).toEqual(before);
      expect(front.told.length).toBe(toldFrom);
    },
  );

  test('[ANT3] only an admin may, and only knowing what there is', async () => {
    const { version } = await read();
    const auctioneer = await front.caller('auctioneer');
    expect((await change({ tickMs: 60 }, version, auctioneer)).status).toBe(403);
    const blind = await front.ask('PATCH', '/config', { by: admin, json: { tickMs: 60 } });
    expect(blind.status).toBe(400);
    expect((await read()).version).toBe(version);
  });

  test('[ANT3] who works on the machine changes them by command, and is told what would be right', async () => {
    const { version } = await read();
    const done = await command('tickMs=45', 'beatMs=700');
    expect(done).toMatchObject({ code: 0 });
    expect(await read()).toMatchObject({
      version: version + 1,
      settings: { tickMs: 45, beatMs: 700 },
    });
    expect(
      await row(
        `select actor_id, action from audit where subject = 'config' order by id desc limit 1`,
      ),
    ).toEqual({ actor_id: null, action: 'set-config' });
    const refused = await command('staleMs=800');
    expect(refused).toMatchObject({
      code: 2,
      said: expect.stringMatching(/staleMs must be at least 1400/),
    });
    expect((await read()).version).toBe(version + 1);
  });
});

/** `npm run admin -- set-config …` on the fixture's database. */
async function command(...assignments: string[]): Promise<{ code: number | null; said: string }> {
  const args = ['--import', 'tsx', 'scripts/admin.ts', 'set-config', ...assignments];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, DATABASE_URL: front.databaseUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk;
    });
  }
  const [code] = await once(child, 'close');
  return { code, said };
}
