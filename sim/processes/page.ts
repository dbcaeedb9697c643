import type { Identity } from '../../lib/accounts/identity';
import type { TerminalOut } from '../../lib/api/frames';
import type { OwnRegistration } from '../../lib/api/v1/registrations';
import type { TransportName } from '../../lib/live/link';
import { createLive, type Live, type MasterTime, type PageWatch } from '../../lib/live/live';
import type { OwnPorts } from '../../lib/live/own';
import type { DrawnOwn } from '../oracle/own';
import { bidderIdentity } from '../people';
import { hexOf } from '../world/chance';
import { A_BROWSER, ownPorts as portsOf, type World } from '../world/ports';
import type { Life } from '../world/scheduler';
import type { NodeProcess } from './node';
import type { OwnQuestion } from './own-desk';
import { createPageNetwork, type PageNetwork } from './page-links';

/** What a page shows and how it is connected. */
export interface PagePlan {
  readonly sale: string;
  readonly channels: readonly string[];
  /** Null: as the settings say. */
  readonly transport: TransportName | null;
  /** Which bidder is signed in there; null: anyone. */
  readonly own: number | null;
}

/** One browser page: the real lib/live on simulated links. */
export interface PageProcess {
  readonly life: Life;
  readonly plan: PagePlan;
  /** The random token of its polls. */
  readonly client: string;
  readonly live: Live;
  readonly network: PageNetwork;
  /** The page is drawn by a master and becomes live; again: the person goes to another page and back. */
  load(master: string): void;
}

/** How long a browser waits for a page before the person tries again. */
const LOAD_MS = 4_000;

/** A frame in a few words. */
function frameLine(frame: TerminalOut): string {
  if (frame.t === 'lots') {
    return `lots ${frame.lots.map(({ id, version }) => `${id}.${version}`).join(' ')}`;
  }
  if (frame.t === 'hello') return `hello epoch ${frame.epoch} ${JSON.stringify(frame.channels)}`;
  if (frame.t === 'beat') return `beat ${JSON.stringify(frame.channels)}`;
  if (frame.t === 'gone') return `gone ${frame.gone.map(({ id, version }) => `${id}.${version}`)}`;
  return frame.t;
}

/** Who is signed in there, in the session of today; null: nobody. */
function readerOf(world: World, { own }: PagePlan): Identity | null {
  if (own === null) return null;
  const { userId } = bidderIdentity(own);
  const person = world.cluster.primary.read(null, 'person', userId);
  return bidderIdentity(own, person?.sessionGeneration ?? 0);
}

/** What a ticket says, which its bearer can read. */
function saidBy(ticket: string) {
  const payload = Buffer.from(ticket.split('.')[0] ?? '', 'base64url').toString('utf8');
  const [channel = '', standing, epoch, , expiresAtMs] = payload.split('/');
  return {
    channel,
    standing: Number(standing),
    epoch: Number(epoch),
    expiresAtMs: Number(expiresAtMs),
  };
}

/** Opens a browser; it loads nothing yet. */
export function createPageProcess(
  world: World,
  life: Life,
  plan: PagePlan,
  terminalOf: (name: string) => NodeProcess | undefined,
): PageProcess {
  const own = portsOf(world, life, A_BROWSER);
  let process: PageProcess | null = null;
  const reader = readerOf(world, plan);
  const took = (frames: readonly TerminalOut[], writtenAtMs: number) => {
    if (!process) return;
    world.witness.pageTook(process, frames, writtenAtMs);
    world.trace(life.process, frames.map((frame) => frameLine(frame)).join('; '));
  };
  const client = hexOf(own.chance, 32);
  const network = createPageNetwork(world, life, terminalOf, {
    client,
    took,
    tookAnswer(frames, from) {
      took(frames, from.writtenAtMs);
      if (process) world.witness.pageTookAnswer(process, frames, from);
    },
  });
  const live = createLive(
    {
      ...own,
      links: {
        websocket: network.open('websocket'),
        sse: network.open('sse'),
        poll: network.open('poll'),
      },
      askTime: async () => {
        const master = world.masters[Math.floor(own.chance() * world.masters.length)] ?? '';
        const answer = await world.network
          .request(life, master, { path: '/time' }, LOAD_MS)
          .catch(() => null);
        return (answer as { body: MasterTime } | null)?.body ?? null;
      },
      ...(reader && { own: ownPorts(reader) }),
    },
    { terminals: [], transport: plan.transport },
  );
  live.status.subscribe(() => {
    const { freshness, connection, epoch, path } = live.status.get();
    world.trace(life.process, `is ${freshness}, ${connection}, ${epoch}, ${path?.origin ?? '-'}`);
  });
  let leave: (() => void) | null = null;
  let leaveOwn: (() => void) | null = null;

  /** What the page asks about its reader, as lib/live/own-browser does: of any master. */
  function ownPorts(identity: Identity): OwnPorts {
    async function ask<T>(id: number, question: OwnQuestion): Promise<T | 'refused' | null> {
      const master = world.masters[Math.floor(own.chance() * world.masters.length)] ?? '';
      const answer = await world.network.request(life, master, question, LOAD_MS).catch(() => null);
      const { status, body } = (answer ?? { status: 503 }) as { status: number; body?: unknown };
      if (status >= 500 || status === 429) return null;
      if (status < 300) return body as T;
      if (process) world.witness.own.refused(process, id);
      return 'refused';
    }
    return {
      async askTicket({ channel, terminal }) {
        const wanted = { channel, ...(terminal !== null && { terminal }) };
        const id = Number(channel.slice('reg:'.length));
        const question = { path: '/ticket', identity, wanted } as const;
        const given = await ask<{ ticket: string; lifeMs: number }>(id, question);
        if (process && given !== null && given !== 'refused') {
          world.witness.count('ticketsGiven');
          world.witness.own.given(process, saidBy(given.ticket));
        }
        return given;
      },
      askOwn: (id) => ask<OwnRegistration>(id, { path: '/own', identity, id }),
    };
  }

  process = {
    life,
    plan,
    client,
    live,
    network,
    load(master) {
      const question = { path: '/page', sale: plan.sale, reader };
      world.network.request(life, master, question, LOAD_MS).then(
        (answer) => {
          const { body } = answer as {
            body: {
              seed: PageWatch['seed'];
              asOfMs: number;
              own: readonly DrawnOwn[];
              terminals: string[];
            };
          };
          if (!body.seed) return again();
          const before = leave;
          leave = live.watch({ channels: plan.channels, seed: body.seed, asOfMs: body.asOfMs });
          before?.();
          const beforeOwn = leaveOwn;
          leaveOwn = live.watchOwn(body.own);
          beforeOwn?.();
          if (process) world.witness.own.drawn(process, body.own);
          live.learn(body.terminals);
        },
        () => again(),
      );
      function again() {
        if (leave) return; // It goes on showing what it shows.
        own.timers.after(500, () => {
          const other = world.masters[Math.floor(own.chance() * world.masters.length)] ?? master;
          process?.load(other);
        });
      }
    },
  };
  return process;
}
