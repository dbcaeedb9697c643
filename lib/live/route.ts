import type { Chance } from '../shared/ports';
import type { TransportName } from './link';

/** Which terminal, by which transport, is tried now; see `createRoute`. */
export interface Route {
  known(): boolean;
  /** @throws Error when no terminal is known. */
  current(): { origin: string; transport: TransportName };
  failed(): void;
  /** This terminal said something: its transport works here. */
  settled(): void;
  /** The terminals alive now, as the last hello named them. */
  learn(terminals: readonly string[]): void;
  /** The transports from now on, in their order. @returns whether the current one is among them. */
  use(transports: readonly TransportName[]): boolean;
}

/**
 * The order in which a page tries terminals and transports (PSH1): it starts at a terminal drawn by
 * chance, moves to the next at each failure, and to the next transport once no terminal said hello
 * by this one.
 */
export function createRoute(
  initial: readonly string[],
  firstTransports: readonly TransportName[],
  chance: Chance,
): Route {
  let terminals = [...initial];
  let at = Math.floor(chance() * terminals.length);
  let transports = firstTransports;
  let transport = 0;
  let triedInVain = 0;

  return {
    known: () => terminals.length > 0,
    current() {
      const origin = terminals[at % terminals.length];
      const name = transports[transport % transports.length];
      if (origin === undefined || name === undefined) throw new Error('no terminal is known');
      return { origin, transport: name };
    },
    failed() {
      at = (at + 1) % Math.max(1, terminals.length);
      triedInVain += 1;
      if (triedInVain < terminals.length) return;
      triedInVain = 0;
      transport = (transport + 1) % transports.length;
    },
    settled() {
      // Below zero: after a success one more failure each is forgiven before the transport changes.
      triedInVain = -terminals.length;
    },
    learn(alive) {
      if (alive.length === 0) return;
      const origin = terminals[at % Math.max(1, terminals.length)];
      // A terminal that died is kept at the end: all that are named as alive may be wrong about it.
      const gone = terminals.filter((name) => !alive.includes(name));
      terminals = [...alive, ...gone].slice(0, 64);
      at = Math.max(0, terminals.indexOf(origin ?? ''));
    },
    use(order) {
      const current = transports[transport % transports.length];
      const place = current ? order.indexOf(current) : -1;
      transports = order;
      transport = Math.max(0, place);
      return place >= 0;
    },
  };
}
