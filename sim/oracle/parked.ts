import type { TerminalOut } from '../../lib/api/frames';
import type { ParkedPush } from '../../lib/terminal/parked/parked-push';
import { covers } from '../../lib/terminal/watch-address';
import type { Life } from '../world/scheduler';
import type { History } from './history';
import type { SeenAnswer, SeenPage } from './seen';
import type { Fail } from './violation';

/** A push that a terminal knows its client to lack. */
interface Owed extends ParkedPush {
  readonly sinceMs: number;
}

/** An answer that called something proven, with what its terminal owed the page when it was written. */
interface Claim {
  readonly terminal: string;
  readonly owed: readonly Owed[];
}

/**
 * PSH6 at its edge: a terminal that has met a client with what was parked for it calls nothing proven
 * to it before the page has that, however far behind this terminal is itself.
 */
export class ParkedOracle {
  readonly #owed = new Map<string, Owed[]>();
  readonly #parkedBy = new Map<string, Life>();
  readonly #claims = new Map<SeenPage, Claim>();

  constructor(
    readonly history: History,
    readonly fail: Fail,
  ) {}

  /** A terminal parks. */
  parked(life: Life, client: string, pushes: readonly ParkedPush[]): void {
    for (const push of pushes) this.#parkedBy.set(nameOf(client, push), life);
  }

  /** A terminal learns what waits for a client. @returns whether another terminal had parked it. */
  collected(life: Life, client: string, pushes: readonly ParkedPush[], sinceMs: number): boolean {
    const place = `${life.process} ${life.nth} ${client}`;
    const owed = pushes.map((push) => ({ ...push, sinceMs }));
    this.#owed.set(place, [...(this.#owed.get(place) ?? []), ...owed]);
    return pushes.some((push) => {
      const by = this.#parkedBy.get(nameOf(client, push));
      return by !== undefined && by.process !== life.process;
    });
  }

  /** An answer arrived. */
  answered(
    page: SeenPage & { client: string },
    frames: readonly TerminalOut[],
    { life, writtenAtMs }: SeenAnswer,
  ): void {
    const isClaim = frames.some(
      (frame) => (frame.t === 'beat' || frame.t === 'hello') && isOfSale(frame.channels),
    );
    const owed = this.#owed.get(`${life.process} ${life.nth} ${page.client}`) ?? [];
    const due = owed.filter(({ sinceMs }) => sinceMs < writtenAtMs);
    if (isClaim && due.length > 0) this.#claims.set(page, { terminal: life.process, owed: due });
  }

  /** After the page has taken it. */
  check(page: SeenPage): void {
    const claim = this.#claims.get(page);
    if (!claim) return;
    this.#claims.delete(page);
    const { records } = page.live;
    for (const { epoch, key, version, channel } of claim.owed) {
      if (epoch !== records.epoch() || epoch !== this.history.epoch) continue;
      if (!page.plan.channels.some((name) => covers(name, key, channel))) continue;
      const held = heldVersion(page, key);
      const isGone = this.history.facts(epoch, key).some((fact) => fact.gone);
      if (held === null || held >= version || isGone) continue;
      this.fail(
        'PSH6',
        `${claim.terminal} proved to ${page.life.process} with ${key}@${held}, ${version} was parked`,
      );
    }
  }
}

const nameOf = (client: string, { epoch, key, version }: ParkedPush) =>
  `${client} ${epoch} ${key} ${version}`;

const isOfSale = (channels: Readonly<Record<string, string>>) =>
  Object.keys(channels).some((name) => !name.startsWith('reg:'));

/** 0: nothing of it is shown. Null: pages are not told of it by version. */
function heldVersion({ live: { records } }: SeenPage, key: string): number | null {
  const [kind, text] = key.split(':');
  const id = Number(text);
  if (kind === 'item') return records.itemVersion(id);
  if (kind === 'lot') return records.lot(id)?.version ?? 0;
  return kind === 'auction' ? (records.auction(id)?.version ?? 0) : null;
}
