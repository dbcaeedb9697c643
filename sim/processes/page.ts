import type { TerminalOut } from '../../lib/api/frames';
import type { TransportName } from '../../lib/live/link';
import { createLive, type Live, type PageWatch } from '../../lib/live/live';
import { hexOf } from '../world/chance';
import { A_BROWSER, ownPorts, type World } from '../world/ports';
import type { Life } from '../world/scheduler';
import type { NodeProcess } from './node';
import { createPageNetwork, type PageNetwork } from './page-links';

/** What a page shows and how it is connected. */
export interface PagePlan {
  readonly sale: string;
  readonly channels: readonly string[];
  /** Null: as the settings say. */
  readonly transport: TransportName | null;
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

/** Opens a browser; it loads nothing yet. */
export function createPageProcess(
  world: World,
  life: Life,
  plan: PagePlan,
  terminalOf: (name: string) => NodeProcess | undefined,
): PageProcess {
  const own = ownPorts(world, life, A_BROWSER);
  let process: PageProcess | null = null;
  const took = (frames: readonly TerminalOut[]) => {
    if (!process) return;
    world.witness.pageTook(process, frames);
    world.trace(life.process, frames.map((frame) => frameLine(frame)).join('; '));
  };
  const client = hexOf(own.chance, 32);
  const network = createPageNetwork(world, life, terminalOf, {
    client,
    took,
    tookAnswer(frames, from) {
      took(frames);
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
        return (answer as { body: { nowMs: number } } | null)?.body.nowMs ?? null;
      },
    },
    { terminals: [], transport: plan.transport },
  );
  live.status.subscribe(() => {
    const { freshness, connection, epoch, path } = live.status.get();
    world.trace(life.process, `is ${freshness}, ${connection}, ${epoch}, ${path?.origin ?? '-'}`);
  });
  let leave: (() => void) | null = null;
  process = {
    life,
    plan,
    client,
    live,
    network,
    load(master) {
      const question = { path: '/page', sale: plan.sale };
      world.network.request(life, master, question, LOAD_MS).then(
        (answer) => {
          const { body } = answer as {
            body: { seed: PageWatch['seed']; asOfMs: number; terminals: string[] };
          };
          if (!body.seed) return again();
          const before = leave;
          leave = live.watch({ channels: plan.channels, seed: body.seed, asOfMs: body.asOfMs });
          before?.();
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
