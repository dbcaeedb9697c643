import { chanceOf } from './chance';
import type { Network } from './network';
import type { Life } from './scheduler';

/** One end of a stream. */
export interface StreamEnd {
  readonly life: Life;
  /** Messages of the other end, in order. */
  receive(message: unknown): void;
  /** The stream is over: closed by the other end, reset, or its process died. */
  closed(): void;
}

interface Waiting {
  readonly message: unknown;
  readonly kind: 'message' | 'close';
}

/**
 * A connection between two processes, as TCP carries it: messages arrive in order. While a link is cut
 * they wait and come late when it is repaired; a process that dies ends its streams, one that vanishes
 * leaves them half open. A bad proxy may swallow single messages.
 */
export class Stream {
  readonly #queues = new Map<StreamEnd, Waiting[]>();
  readonly #over = new Set<StreamEnd>();
  readonly #died = new Map<StreamEnd, () => void>();
  readonly #chance;
  /** Nothing is read at this end: what is sent to it piles up. */
  #stopped: StreamEnd | null = null;
  #waitsForRepair = false;

  constructor(
    readonly network: Network,
    readonly ends: readonly [StreamEnd, StreamEnd],
    name: string,
  ) {
    this.#chance = chanceOf(network.seed, `stream ${name}`);
    for (const end of ends) {
      this.#queues.set(end, []);
      const died = () => this.close(end);
      this.#died.set(end, died);
      end.life.onReset.add(died);
    }
  }

  /** Sends to the other end. */
  send(from: StreamEnd, message: unknown): void {
    this.#enqueue(from, { message, kind: 'message' });
  }

  /** Ends it, as the death of its process does; what was sent before still arrives. */
  close(from: StreamEnd): void {
    if (this.#over.has(from)) return;
    this.#leave(from);
    this.#enqueue(from, { message: null, kind: 'close' });
  }

  /** Both ends learn that it broke; what was on its way is lost. */
  break(): void {
    const { network } = this;
    for (const end of this.ends) {
      this.#queues.set(end, []);
      network.scheduler.after(network.delayMs('proxy', end.life.process), end.life, () =>
        this.#ended(end),
      );
    }
  }

  /** Whether this end was told, or said, that it is over. */
  isOver(end: StreamEnd): boolean {
    return this.#over.has(end);
  }

  /** One end reads nothing any more, or goes on. */
  stopReading(end: StreamEnd, stopped: boolean): void {
    this.#stopped = stopped ? end : null;
    if (!stopped) this.#pump(end);
  }

  /** Messages sent to this end and not arrived. */
  unread(end: StreamEnd): number {
    return this.#queues.get(end)?.length ?? 0;
  }

  #other(end: StreamEnd): StreamEnd {
    return end === this.ends[0] ? this.ends[1] : this.ends[0];
  }

  #leave(end: StreamEnd): void {
    this.#over.add(end);
    const died = this.#died.get(end);
    if (died) end.life.onReset.delete(died);
  }

  #ended(end: StreamEnd): void {
    if (this.#over.has(end)) return;
    this.#leave(end);
    end.closed();
  }

  #enqueue(from: StreamEnd, waiting: Waiting): void {
    const to = this.#other(from);
    const { network } = this;
    const { swallow } = network.faultOf(from.life.process, to.life.process);
    if (waiting.kind === 'message' && swallow > 0 && this.#chance() < swallow) {
      network.counts.swallowed += 1;
      return;
    }
    const queue = this.#queues.get(to);
    if (!queue || this.#over.has(to)) return;
    queue.push(waiting);
    if (queue.length === 1) this.#pump(to);
  }

  /** Delivers the first that waits for `to`, then the next. */
  #pump(to: StreamEnd): void {
    const from = this.#other(to).life.process;
    const { network } = this;
    const queue = this.#queues.get(to);
    if (!queue || queue.length === 0 || this.#stopped === to) return;
    if (network.faultOf(from, to.life.process).cut) {
      if (this.#waitsForRepair) return;
      this.#waitsForRepair = true;
      network.onRepair(() => {
        this.#waitsForRepair = false;
        for (const end of this.ends) this.#pump(end);
      });
      return;
    }
    const delayMs = network.delayMs(from, to.life.process);
    network.scheduler.after(delayMs, to.life, () => {
      if (this.#queues.get(to) !== queue || this.#over.has(to) || this.#stopped === to) return;
      const next = queue.shift();
      if (!next) return;
      if (next.kind === 'close') this.#ended(to);
      else to.receive(next.message);
      this.#pump(to);
    });
  }
}
