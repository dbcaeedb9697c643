import type { LiveConfig } from '../../lib/api/live-config';
import { covers } from '../../lib/terminal/watch-address';
import type { Tables } from '../database/rows';
import { bodyText, type History } from './history';
import type { SeenPage } from './seen';
import type { Fail } from './violation';

/** A state that a page must not be behind of any more, once it says that it is live. */
interface Due {
  readonly dueAtMs: number;
  readonly change: Tables['change'];
}

interface Shown {
  body: object | null;
  /** 0: nothing was ever shown. */
  epoch: number;
  version: number;
}

/** Late by machinery of its own: a clock's error, a frame on its way. */
const SLACK_MS = 2_000;

/**
 * How old what a live page shows may be at most, by the protocol's own constants: a round is answered
 * by a replica half an interval behind, may be overdue by two intervals and a beat before the terminal
 * claims nothing any more (lib/node), and a page is live for 2 s after its proof (PSH7).
 */
export const liveAgeMaxMs = (config: Pick<LiveConfig, 'antiEntropyMs' | 'beatMs'>): number =>
  2.5 * config.antiEntropyMs + config.beatMs + 2_000 + SLACK_MS;

/** What pages show: G4, nothing that never was, and nothing old under the word *live* (PSH7). */
export class PageOracle {
  /** Versions that went up on a page while it was live. */
  advancedLive = 0;
  readonly #shown = new Map<SeenPage, Map<string, Shown>>();
  readonly #channels = new Map<string, string>();
  #due: Due[] = [];
  readonly #must = new Map<string, Tables['change']>();
  #mustEpochFromMs = 0;
  #wokeAtMs = new Map<SeenPage, number>();

  constructor(
    readonly history: History,
    readonly ageMaxMs: () => number,
    readonly fail: Fail,
  ) {}

  /** A primary begins an epoch: all of its state becomes due together. */
  begin(changes: readonly Tables['change'][], nowMs: number): void {
    this.#due = [];
    this.#must.clear();
    this.#mustEpochFromMs = nowMs + this.ageMaxMs();
    this.seen(changes, nowMs);
  }

  /** Changes that everyone can see from now on. */
  seen(changes: readonly Tables['change'][], nowMs: number): void {
    const dueAtMs = nowMs + this.ageMaxMs();
    for (const change of changes) {
      this.#channels.set(change.key, change.channel);
      if (/^(lot|auction):/.test(change.key)) this.#due.push({ dueAtMs, change });
    }
  }

  /** A browser that was hung goes on: what it says in this instant is of before. */
  woke(page: SeenPage, nowMs: number): void {
    this.#wokeAtMs.set(page, nowMs);
  }

  /** After each step of a page, and of each page once in a while. */
  check(page: SeenPage, nowMs: number): void {
    const { records } = page.live;
    const shown = this.#shown.get(page) ?? new Map<string, Shown>();
    this.#shown.set(page, shown);
    for (const key of this.history.keys()) {
      const [kind, text] = key.split(':');
      const id = Number(text);
      if (kind !== 'lot' && kind !== 'auction') continue;
      const body = kind === 'lot' ? records.lot(id) : records.auction(id);
      const before = shown.get(key) ?? { body: null, epoch: 0, version: 0 };
      if (body === before.body) continue;
      shown.set(key, this.#step(page, key, before, body));
    }
    this.#advance(nowMs);
    this.#checkLive(page, nowMs);
  }

  #step(page: SeenPage, key: string, before: Shown, body: { version: number } | null): Shown {
    if (!body) return { ...before, body: null };
    const epoch = page.live.records.epoch();
    const { version } = body;
    const who = page.life.process;
    if (epoch === before.epoch && version < before.version) {
      this.fail('G4', `${who} went back with ${key} from ${before.version} to ${version}`);
    }
    if (epoch < before.epoch) this.fail('G4', `${who} went back with ${key} to epoch ${epoch}`);
    // A page that was not told of a new epoch, since a proxy swallowed that, may show what is true there.
    const text = bodyText(body);
    const wasSo = [epoch, this.history.epoch].some((one) =>
      this.history.facts(one, key).some((fact) => fact.version === version && fact.text === text),
    );
    if (!wasSo) {
      this.fail('FET2', `${who} shows ${key}@${version} of epoch ${epoch}, which never was`);
    }
    if (page.live.status.get().freshness === 'live' && before.version > 0) this.advancedLive += 1;
    return { body, epoch, version };
  }

  #advance(nowMs: number): void {
    let at = 0;
    while (at < this.#due.length && (this.#due[at] as Due).dueAtMs <= nowMs) at += 1;
    for (const { change } of this.#due.splice(0, at)) this.#must.set(change.key, change);
  }

  #checkLive(page: SeenPage, nowMs: number): void {
    const { live, life, plan } = page;
    if (live.status.get().freshness !== 'live' || life.hung) return;
    if (nowMs - (this.#wokeAtMs.get(page) ?? -1_000) < 200) return;
    const epoch = live.records.epoch();
    if (epoch !== this.history.epoch) {
      if (nowMs >= this.#mustEpochFromMs) {
        this.fail('PSH7', `${life.process} is live in epoch ${epoch}, which ended long ago`);
      }
      return;
    }
    for (const change of this.#must.values()) {
      if (!plan.channels.some((name) => covers(name, change.key, change.channel))) continue;
      if (this.#isAtLeast(page, change)) continue;
      const what = `${change.key}@${change.version}${change.gone ? ' gone' : ''}`;
      this.fail('PSH7', `${life.process} is live and does not show ${what}`);
    }
  }

  #isAtLeast(page: SeenPage, { key, version, gone }: Tables['change']): boolean {
    const [kind, text] = key.split(':');
    const { records } = page.live;
    const body = kind === 'lot' ? records.lot(Number(text)) : records.auction(Number(text));
    if (gone) return body === null;
    if (body) return body.version >= version;
    return this.history.facts(this.history.epoch, key).some((one) => one.gone);
  }

  /** After healing: what differs from the primary, or null (G3). */
  difference(page: SeenPage): string | null {
    const { live, plan } = page;
    const { freshness, epoch } = live.status.get();
    if (freshness !== 'live') return freshness;
    if (epoch !== this.history.epoch) return `epoch ${epoch}`;
    for (const key of this.history.keys()) {
      const channel = this.#channels.get(key) ?? '';
      if (!/^(lot|auction):/.test(key)) continue;
      if (!plan.channels.some((name) => covers(name, key, channel))) continue;
      const fact = this.history.at(key, Number.POSITIVE_INFINITY);
      const [kind, text] = key.split(':');
      const body =
        kind === 'lot' ? live.records.lot(Number(text)) : live.records.auction(Number(text));
      if (fact?.gone === true && body === null) continue;
      if (!fact || body?.version !== fact.version || bodyText(body) !== fact.text) {
        return `${key}@${body?.version ?? 'nothing'} instead of ${fact?.version}`;
      }
    }
    return null;
  }
}
