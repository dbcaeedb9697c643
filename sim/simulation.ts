import type { LiveConfig } from '../lib/api/live-config';
import { DEFAULT_LIVE_CONFIG } from '../lib/api/live-config';
import { Cluster } from './database/cluster';
import type { ServerWatcher } from './database/server';
import { firstRows } from './house';
import { ModelMemcached } from './memcached';
import { liveAgeMaxMs } from './oracle/pages';
import { Witness } from './oracle/witness';
import { bidderIdentity, registrationOf } from './people';
import type { Plan } from './plan';
import { type BidderProcess, createBidder } from './processes/bidder';
import { MasterProcess } from './processes/master';
import { createAgentProcess, createTerminalProcess, type NodeProcess } from './processes/node';
import { createPageProcess, type PageProcess } from './processes/page';
import { ModelRedis } from './redis/server';
import { Network } from './world/network';
import type { World } from './world/ports';
import { type Life, Scheduler } from './world/scheduler';

/** Who supervises processes starts them again after so long. */
const RESTART_MS = 500;
/** How often every page is looked at, whether or not anything happened to it. */
const LOOK_MS = 250;

/** All processes of one plan, alive or not, and what they stand on. */
export class Simulation {
  readonly scheduler = new Scheduler();
  readonly network: Network;
  readonly memcached: ModelMemcached;
  readonly redis: ModelRedis | null;
  readonly cluster: Cluster;
  readonly witness: Witness;
  readonly world: World;
  readonly masters = new Map<string, MasterProcess>();
  readonly nodes = new Map<string, NodeProcess>();
  readonly pages = new Map<string, PageProcess>();
  readonly bidders: BidderProcess[] = [];
  /** Processes that must not be started again yet. */
  readonly keptDown = new Set<string>();
  readonly #byLife = new Map<Life, () => void>();
  readonly #armed = new Map<string, (life: Life) => void>();

  constructor(
    readonly plan: Plan,
    trace: (line: string) => void,
  ) {
    const { seed, durability, masters, terminals, sales, bidders } = plan;
    this.network = new Network(this.scheduler, seed);
    this.memcached = new ModelMemcached(this.scheduler, seed);
    this.redis = plan.bus === 'redis' ? new ModelRedis(this.scheduler, seed) : null;
    const paddles = sales.flatMap((sale) =>
      Array.from({ length: bidders }, (_, nth) => {
        const { id, paddle, userId } = registrationOf(sale, nth);
        return [paddle, { registrationId: id, userId }] as const;
      }),
    );
    this.witness = new Witness(this.scheduler, {
      durability,
      paddles: new Map(paddles),
      liveAgeMaxMs: () => liveAgeMaxMs(slowest(plan)),
    });
    const watcher: ServerWatcher = {
      durable: (server, record) => {
        this.witness.durable(server, record);
        this.#strike();
      },
      visible: (server, record) => this.witness.visible(server, record),
    };
    this.cluster = new Cluster(this.network, durability, watcher, firstRows(plan));
    this.world = {
      seed,
      scheduler: this.scheduler,
      network: this.network,
      cluster: this.cluster,
      memcached: this.memcached,
      redis: this.redis,
      witness: this.witness,
      durability,
      tickets: plan.tickets,
      masters,
      terminals,
      trace: (who, line) =>
        trace(`${this.scheduler.nowMs.toFixed(1).padStart(9)} ${who.padEnd(10)} ${line}`),
    };
    this.witness.begin(this.cluster);
  }

  /** Starts everything, one after the other as a house does. */
  start(): void {
    const { plan, scheduler } = this;
    for (const name of plan.masters) this.startMaster(name);
    const nodes = [...plan.terminals, ...plan.agents];
    scheduler.after(200, null, () => {
      for (const name of nodes) this.startNode(name);
    });
    scheduler.after(900, null, () => {
      for (const name of Object.keys(plan.pages)) this.openPage(name);
      for (let nth = 0; nth < plan.bidders; nth += 1) {
        const life = scheduler.born(`bidder-${nth + 1}`);
        const identityOf = (generation: number) => bidderIdentity(nth, generation);
        this.bidders.push(createBidder(this.world, life, identityOf));
      }
    });
    this.#look();
  }

  startMaster(name: string): void {
    if (this.masters.get(name)?.life.alive || this.keptDown.has(name)) return;
    const life = this.scheduler.born(name);
    const master = new MasterProcess(this.world, life);
    this.witness.masterStarts();
    this.masters.set(name, master);
    this.#byLife.set(life, () => this.witness.afterMaster(master));
    master.start().catch((reason) => {
      this.world.trace(name, `does not start: ${String(reason)}`);
      this.scheduler.end(life, true);
      this.scheduler.after(RESTART_MS, null, () => this.startMaster(name));
    });
  }

  startNode(name: string): void {
    if (this.nodes.get(name)?.life.alive || this.keptDown.has(name)) return;
    const life = this.scheduler.born(name);
    const isTerminal = this.plan.terminals.includes(name);
    const node = (isTerminal ? createTerminalProcess : createAgentProcess)(this.world, life);
    this.nodes.set(name, node);
    this.#byLife.set(life, () => this.witness.afterNode(node));
    node.start();
  }

  /** Opens a page in a fresh browser; the one of that name is closed. */
  openPage(name: string): void {
    const plan = this.plan.pages[name];
    if (!plan) return;
    const before = this.pages.get(name);
    if (before) this.scheduler.end(before.life, true);
    const life = this.scheduler.born(name);
    const page = createPageProcess(this.world, life, plan, (terminal) => this.nodes.get(terminal));
    this.pages.set(name, page);
    this.#byLife.set(life, () => this.witness.afterPage(page));
    page.load(this.plan.masters[life.nth % this.plan.masters.length] ?? '');
  }

  /** Starts a master, terminal or agent, whatever it is. */
  startAny(name: string): void {
    this.keptDown.delete(name);
    if (this.plan.masters.includes(name)) this.startMaster(name);
    else this.startNode(name);
  }

  /** The living life of a process; undefined: it is down. */
  lifeOf(name: string): Life | undefined {
    const process = this.masters.get(name) ?? this.nodes.get(name) ?? this.pages.get(name);
    return process?.life.alive ? process.life : undefined;
  }

  /** Calls once, in the moment in which a commit of this master is durable and not answered. */
  onCommitOf(master: string, then: (life: Life) => void): void {
    this.#armed.set(master, then);
  }

  /** Every server, link, process and cache is well again. */
  healAll(): void {
    const { cluster, network, memcached, redis, plan, scheduler } = this;
    this.#armed.clear();
    network.heal();
    memcached.calm();
    if (redis) {
      redis.loss = 0;
      redis.restart();
      scheduler.goOn(redis.life);
    }
    cluster.found();
    for (const server of [cluster.primary, cluster.replica]) {
      if (!server) continue;
      server.mood = { commitMs: 1, replayPaused: false, replayMs: 1 };
      if (!server.life.alive) server.restart();
      scheduler.goOn(server.life);
    }
    cluster.rebuild();
    cluster.nudge();
    for (const name of [...plan.masters, ...plan.terminals, ...plan.agents]) this.startAny(name);
    this.world.trace('world', 'everything is healed');
  }

  /** Runs until then, or until a promise is broken. */
  async run(untilMs: number): Promise<void> {
    while (!this.witness.violation) {
      const life = await this.scheduler.step(untilMs);
      if (life === undefined) return;
      if (life) this.#byLife.get(life)?.();
    }
  }

  /** What is not as the primary has it, or null: everything shows the truth. */
  difference(): string | null {
    for (const [name, page] of this.pages) {
      const difference =
        this.witness.pages.difference(page) ??
        this.witness.own.difference(page) ??
        this.witness.clocks.ofPage(page);
      if (difference) return `${name}: ${difference}`;
    }
    for (const [name, node] of this.nodes) {
      const difference =
        (node.terminal ? this.witness.nodes.difference(node) : null) ??
        this.witness.clocks.ofNode(node);
      if (difference) return `${name}: ${difference}`;
    }
    return (
      this.witness.ledger.forgotten(this.cluster.primary) ??
      this.witness.cacheDifference(this.memcached)
    );
  }

  /** The settings as the primary has them. */
  config(): LiveConfig {
    const stored = this.cluster.primary.read(null, 'setting', '1')?.body ?? {};
    return { ...DEFAULT_LIVE_CONFIG, ...stored };
  }

  #strike(): void {
    for (const [name, then] of this.#armed) {
      const master = this.masters.get(name);
      if (!master?.life.alive || !master.pools.some((pool) => pool.committing > 0)) continue;
      this.#armed.delete(name);
      then(master.life);
    }
  }

  #look(): void {
    this.scheduler.after(LOOK_MS, null, () => {
      for (const page of this.pages.values()) this.witness.afterPage(page);
      this.#look();
    });
  }
}

/** The slowest settings that a plan ever has. */
export function slowest(plan: Plan): Pick<LiveConfig, 'antiEntropyMs' | 'beatMs'> {
  const configs = [
    plan.config,
    ...plan.doings.flatMap((one) => (one.kind === 'configure' ? [one.config] : [])),
  ];
  return {
    antiEntropyMs: Math.max(...configs.map((one) => one.antiEntropyMs ?? 0)),
    beatMs: Math.max(1_000, ...configs.map((one) => one.beatMs ?? 0)),
  };
}
