import type { BusMessage, BusName } from '../../api/bus-wire';
import type { NodeBus } from '../bus-hearing';

/** A node's bus in the hands of a test: names are joined when it says so, masters say what it says. */
export function scriptedBus() {
  type Events = Parameters<NodeBus['open']>[1];
  let events: Events | null = null;
  const asked = new Set<BusName>();
  const joined = new Set<BusName>();
  const numbers = new Map<string, { n: number; lasts: Map<BusName, number> }>();
  const state = { isUp: true, epoch: 1 };

  const bus: NodeBus = {
    open(_installation, to) {
      events = to;
    },
    join(names) {
      for (const name of names) asked.add(name);
    },
    leave(names) {
      for (const name of names) {
        asked.delete(name);
        joined.delete(name);
      }
    },
    refused: () => 0,
    close: async () => {},
  };

  function number(incarnation: string, name: BusName) {
    const life = numbers.get(incarnation) ?? { n: 0, lasts: new Map() };
    numbers.set(incarnation, life);
    const after = life.lasts.get(name) ?? null;
    life.n += 1;
    life.lasts.set(name, life.n);
    return {
      ...{ protocol: 1 as const, epoch: state.epoch, master: 'master-1', incarnation },
      ...{ n: life.n, after },
    };
  }

  /** What nobody hears is lost. */
  function say(name: BusName, message: BusMessage, isLost: boolean): void {
    if (!isLost && joined.has(name)) events?.heard(name, message);
  }

  return {
    bus,
    asked,
    state,
    /** Joins what was asked for. */
    join(): void {
      if (!state.isUp) return;
      const names = [...asked].filter((name) => !joined.has(name));
      for (const name of names) joined.add(name);
      if (names.length > 0) events?.joined(names);
    },
    lose(): void {
      state.isUp = false;
      joined.clear();
      events?.lost();
    },
    notice(
      name: BusName,
      entry: { key: string; version: number; channel: string },
      as: { incarnation?: string; isLost?: boolean } = {},
    ): void {
      const envelope = number(as.incarnation ?? 'life-of-master', name);
      const entries = [{ op: 'put' as const, ...entry }];
      say(name, { t: 'notice', ...envelope, entries }, as.isLost ?? false);
    },
    beat(
      saidUntilMs: number,
      as: { incarnation?: string; isLost?: boolean; lasts?: Record<BusName, number> } = {},
    ): void {
      const envelope = number(as.incarnation ?? 'life-of-master', 'control');
      const message = { t: 'beat' as const, ...envelope, saidUntilMs, lasts: as.lasts ?? {} };
      say('control', message, as.isLost ?? false);
    },
    /** The number of the last message under a name. */
    last: (name: BusName, incarnation = 'life-of-master') =>
      numbers.get(incarnation)?.lasts.get(name) ?? 0,
  };
}
