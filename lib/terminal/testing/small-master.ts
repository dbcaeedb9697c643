import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { PROTOCOL } from '../../api/frames';
import { DEFAULT_LIVE_CONFIG, type LiveConfig } from '../../api/live-config';
import {
  type ChangesAnswer,
  changesRequest,
  type FetchAnswer,
  fetchRequest,
  type HeadsAnswer,
  headsRequest,
  type NoticeEntry,
  type RegisterAnswer,
  registerRequest,
} from '../../api/node-wire';
import type { SyncRecord } from '../../api/public-lot';
import { itemsOf } from '../../api/record-key';
import { createTicketSigner, type LiveTicket, TICKET_LIFE_MS } from '../../node-token/live-ticket';
import { signToken, TOKEN_LIFE_MS, verifyToken } from '../../node-token/token';
import { digestOf } from '../../sync/digest';

/** A master made of a map, over real HTTP: for tests of nodes and terminals alone. */
export interface SmallMaster {
  readonly url: string;
  readonly secret: string;
  epoch: number;
  config: LiveConfig;
  terminals: string[];
  /** Paths that answer 500 while they are in here. */
  readonly broken: Set<string>;
  /** How often each path was asked. */
  readonly asked: Map<string, number>;
  /** Each node's last register request, by its name. */
  readonly nodes: Map<string, { name: string; incarnation: string; url: string }>;
  /** Writes a record without telling anyone. */
  put(record: SyncRecord): void;
  /** Writes a record and notifies every node, or the one named. */
  change(record: SyncRecord, node?: string): Promise<void>;
  /** Tells every node something, or the one named, as a master would. */
  notify(
    entries: Omit<NoticeEntry, 'seq'>[],
    as?: { node?: string | undefined; epoch?: number },
  ): Promise<void>;
  /** A ticket as a master gives it, for registration 9 and a message unless told otherwise (AUT1). */
  ticket(more?: Partial<LiveTicket>): string;
  stop(): Promise<void>;
}

interface Answer {
  status: number;
  body: unknown;
}

/** At least 32 characters, as every secret. */
const SECRET = 'a-secret-of-tests-that-is-long-enough';
const tickets = createTicketSigner(SECRET);

/** Starts one on a free port, with short intervals. */
export async function startSmallMaster(port = 0): Promise<SmallMaster> {
  const records = new Map<string, SyncRecord & { at: number }>();
  let clock = 1;
  let seq = 0xfffffffe;

  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      },
      () => response.destroy(),
    );
  });

  async function answer(request: IncomingMessage): Promise<Answer> {
    const path = request.url ?? '';
    const body = await readJson(request);
    master.asked.set(path, (master.asked.get(path) ?? 0) + 1);
    const { authorization } = request.headers;
    const token = verifyToken(SECRET, authorization, { to: ['master'], nowMs: Date.now() });
    if (!token.ok) return { status: 401, body: {} };
    if (master.broken.has(path)) return { status: 500, body: {} };
    if (path === '/internal/register') return { status: 200, body: register(body) };
    const said = body as { epoch: number };
    if (said.epoch !== master.epoch) return { status: 409, body: { epoch: master.epoch } };
    if (path === '/internal/fetch') return { status: 200, body: fetch(body) };
    if (path === '/internal/changes') return { status: 200, body: changes(body) };
    if (path === '/internal/heads') return { status: 200, body: heads(body) };
    return { status: 404, body: {} };
  }

  function register(body: unknown): RegisterAnswer {
    const node = registerRequest.parse(body);
    master.nodes.set(node.name, node);
    return {
      protocol: PROTOCOL,
      installation: 'the-database-of-tests',
      epoch: master.epoch,
      master: 'master-1',
      incarnation: 'master-incarnation-1',
      nowMs: Date.now(),
      errorMs: 0,
      config: master.config,
      configVersion: 1,
      terminals: master.terminals,
      ticketKey: tickets.publicKey,
      lagMs: 0,
    };
  }

  function fetch(body: unknown): FetchAnswer {
    const { wants } = fetchRequest.parse(body);
    const found = wants.flatMap(({ key }) => records.get(key) ?? []);
    return {
      epoch: master.epoch,
      records: found.map(({ at: _, ...record }) => record),
      unknown: wants.map(({ key }) => key).filter((key) => !records.has(key)),
      source: { replica: found.length, primary: 0 },
    };
  }

  function changes(body: unknown): ChangesAnswer {
    const { token } = changesRequest.parse(body);
    const newer = [...records.values()].filter(
      (record) => token !== null && record.at >= Number(token),
    );
    return {
      epoch: master.epoch,
      token: String(clock),
      changes: newer.map(({ key, version, channel, gone }) => ({ key, version, channel, gone })),
      source: 'replica',
    };
  }

  function heads(body: unknown): HeadsAnswer {
    const { channels } = headsRequest.parse(body);
    const sent = new Map(channels.map(({ name, digest }) => [name, digest]));
    const names = new Set(sent.keys());
    for (const { channel } of records.values()) {
      if (sent.has(channel.split('/')[0] ?? '')) names.add(channel);
    }
    return {
      epoch: master.epoch,
      channels: [...names].map((name) => {
        const inIt = [...records.values()].filter(
          ({ key, channel }) =>
            channel === name ||
            key.replace('item:', 'lot:') === name ||
            key.replace('auction:', 'sale:') === name ||
            (key.startsWith('item:') && itemsOf(channel) === name),
        );
        const isOfItems = name.startsWith('items:');
        const counted = inIt.filter(
          ({ key, gone }) => !gone && (isOfItems || !/^(?:item|reg):/.test(key)),
        );
        const digest = digestOf(master.epoch, counted);
        if (sent.get(name) === digest) return { name, digest };
        return {
          name,
          digest,
          heads: inIt.map(({ key, version, gone }) => ({ key, version, gone })),
        };
      }),
    };
  }

  async function notifyOne(
    node: { name: string; incarnation: string; url: string },
    entries: Omit<NoticeEntry, 'seq'>[],
    epoch: number,
  ): Promise<void> {
    const body = {
      protocol: PROTOCOL,
      epoch,
      master: 'master-1',
      incarnation: 'master-incarnation-1',
      to: node.incarnation,
      entries: entries.map((entry) => {
        seq = (seq + 1) % 0x1_0000_0000;
        return { ...entry, seq };
      }),
    };
    const token = signToken(SECRET, {
      from: 'master-1',
      to: node.name,
      expiresAtMs: Date.now() + TOKEN_LIFE_MS,
    });
    const answered = await globalThis.fetch(`${node.url}/internal/notify`, {
      method: 'POST',
      headers: { authorization: token, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answered.ok) throw new Error(`${node.name} answered ${answered.status}`);
  }

  const master: SmallMaster = {
    url: '',
    secret: SECRET,
    epoch: 1,
    // Short, but not so short that a machine with much else to do makes a terminal cut off.
    config: { ...DEFAULT_LIVE_CONFIG, antiEntropyMs: 200, beatMs: 200, staleMs: 2_000, tickMs: 20 },
    terminals: [],
    broken: new Set(),
    asked: new Map(),
    nodes: new Map(),
    put(record) {
      clock += 1;
      records.set(record.key, { ...record, at: clock });
    },
    async change(record, node) {
      master.put(record);
      const { key, version, channel, gone } = record;
      await master.notify([{ op: gone ? 'gone' : 'put', key, version, channel }], { node });
    },
    async notify(entries, { node: name, epoch = master.epoch } = {}) {
      const told = [...master.nodes.values()].filter((node) => !name || node.name === name);
      if (told.length === 0) throw new Error('no node registered');
      await Promise.all(told.map((node) => notifyOne(node, entries, epoch)));
    },
    ticket(more = {}) {
      // Read once: a millisecond longer than it may live, and it counts as expired.
      const nowMs = Date.now();
      return tickets.sign({
        channel: 'reg:9',
        standing: 1,
        epoch: master.epoch,
        signedAtMs: nowMs,
        expiresAtMs: nowMs + TICKET_LIFE_MS,
        id: randomBytes(16).toString('base64url'),
        terminal: null,
        ...more,
      });
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return Object.assign(master, { url: await listen(server, port) });
}

/** Listens on loopback. @returns the origin. */
export async function listen(server: Server, port = 0): Promise<string> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no address');
  return `http://127.0.0.1:${address.port}`;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
