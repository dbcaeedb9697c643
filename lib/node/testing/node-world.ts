import { DEFAULT_LIVE_CONFIG, type LiveConfig } from '../../api/live-config';
import type { NoticeEntry, RegisterAnswer } from '../../api/node-wire';
import { signToken, TOKEN_LIFE_MS } from '../../node-token/token';
import type { MasterAnswer } from '../master-calls';
import { createNode } from '../node';
import { plainAppetite } from './plain-appetite';
import { type Call, scriptedMasters } from './scripted-masters';
import { simulatedTime } from './simulated-time';

const SECRET = 'a-secret-of-tests-that-is-long-enough';
/** This life of the node. */
export const INCARNATION = 'life-of-this-node';

/** Lot 50 is of another sale than the rest. */
const channelOf = (key: string) => {
  if (key === 'config') return 'config';
  return key === 'lot:50' ? 'auction:8/0' : 'auction:7/0';
};

/** A node on simulated time, and masters that say what a test makes true. */
export function world(urls = ['http://a']) {
  const time = simulatedTime();
  const plain = plainAppetite();
  /** What masters hold and how they fare. */
  const truth = {
    epoch: 1,
    down: new Set<string>(),
    versions: new Map<string, number>(),
    lagMs: new Map<string, number>(),
    installation: new Map<string, string>(),
    config: { body: DEFAULT_LIVE_CONFIG, version: 1 },
    isTooMuch: false,
    terminals: ['http://t1'],
    /** Paths whose answers wait. */
    held: new Map<string, Promise<MasterAnswer>>(),
    /** What masters say with register answers; theirs may be older than the record. */
    configRead: { body: DEFAULT_LIVE_CONFIG, version: 1 },
  };

  function answer({ path, body, master }: Call): MasterAnswer | Promise<MasterAnswer> {
    const held = truth.held.get(path);
    if (held) return held;
    if (truth.down.has(master) || truth.down.has(path)) throw new Error('connection refused');
    const { epoch } = truth;
    if (path === '/internal/register') return { status: 200, body: registered(epoch, master) };
    if ((body as { epoch: number }).epoch !== epoch) return { status: 409, body: { epoch } };
    const all = [...truth.versions].map(([key, version]) => ({
      key,
      version,
      channel: channelOf(key),
      gone: false,
    }));
    if (path === '/internal/changes') {
      const listed = truth.isTooMuch ? null : all;
      return { status: 200, body: { epoch, token: '5', changes: listed, source: 'replica' } };
    }
    if (path === '/internal/heads') {
      const names = ['auction:7/0', 'auction:8/0'];
      const heads = names.map((name) => ({
        name,
        digest: '0'.repeat(16),
        heads: all.flatMap(({ channel, ...head }) => (channel === name ? [head] : [])),
      }));
      return { status: 200, body: { epoch, channels: heads } };
    }
    const { body: settings, version } = truth.config;
    const config = { key: 'config', version, channel: 'config', gone: false, body: settings };
    const records = [...all.map((head) => ({ ...head, body: {} })), config];
    const source = { replica: records.length, primary: 0 };
    return { status: 200, body: { epoch, records, unknown: [], source } };
  }

  function registered(epoch: number, url: string): RegisterAnswer {
    return {
      protocol: 1,
      installation: truth.installation.get(url) ?? 'the-database-of-tests',
      epoch,
      master: 'master-1',
      incarnation: 'life-of-master',
      nowMs: time.clock.monotonicMs() + 1_000_000,
      errorMs: 0,
      config: truth.configRead.body,
      configVersion: truth.configRead.version,
      terminals: truth.terminals,
      ticketKey: 'A'.repeat(43),
      lagMs: truth.lagMs.get(url) ?? 0,
    };
  }

  const warnings: string[] = [];
  const net = scriptedMasters(answer);
  const node = createNode({
    identity: {
      name: 'terminal-1',
      incarnation: INCARNATION,
      kind: 'terminal',
      url: 'http://node',
      publicUrl: 'http://node',
    },
    secret: SECRET,
    masterUrls: urls,
    calls: net.transport,
    cache: null,
    clock: time.clock,
    timers: time.timers,
    chance: () => 0,
    log: { info: () => {}, warn: (_known, line) => warnings.push(line), error: () => {} },
    gauges: () => ({ connections: 3 }),
    appetite: plain.appetite,
  });

  function notify(
    entries: Partial<NoticeEntry>[],
    as: { to?: string; epoch?: number; token?: string } = {},
  ) {
    const token =
      as.token ??
      signToken(SECRET, {
        from: 'master-1',
        to: 'terminal-1',
        expiresAtMs: time.clock.wallMs() + TOKEN_LIFE_MS,
      });
    const admitted = node.notices.admit(token);
    if (!admitted.ok) return admitted;
    return admitted.value({
      protocol: 1,
      epoch: as.epoch ?? 1,
      master: 'master-1',
      incarnation: 'life-of-master',
      to: as.to ?? INCARNATION,
      entries: entries.map((entry, at) => ({
        op: 'put',
        key: 'lot:42',
        version: 1,
        channel: 'auction:7/0',
        seq: 0xffffffff - at,
        ...entry,
      })),
    });
  }
  const claims = () => node.mayClaim(() => true);
  const setConfig = (more: Partial<LiveConfig>) => {
    const { body, version } = truth.config;
    truth.config = { body: { ...body, ...more }, version: version + 1 };
  };
  return { ...plain, time, truth, net, warnings, node, notify, claims, setConfig };
}

/** The same, started and current. */
export async function runningNode(urls?: string[]) {
  const w = world(urls);
  w.node.start();
  await w.time.pass(10);
  return w;
}
