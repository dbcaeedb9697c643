import type { Chance } from '../../lib/shared/ports';
import { between, chanceOf } from './chance';
import type { Life, Scheduler } from './scheduler';

/** What is wrong with one direction between two processes. */
export interface LinkFault {
  /** Nothing passes. */
  cut: boolean;
  /** Chance that a datagram-like message is lost, or arrives twice. */
  loss: number;
  twice: number;
  /** Most milliseconds more that a message may take; each draws its own, so they overtake. */
  extraMs: number;
  /** Chance that a message within a stream vanishes while those around it arrive (a bad proxy). */
  swallow: number;
}

const GOOD: LinkFault = { cut: false, loss: 0, twice: 0, extraMs: 0, swallow: 0 };

/** What counts of a network's life, for the histogram of faults. */
export interface NetworkCounts {
  lost: number;
  twice: number;
  swallowed: number;
  cut: number;
}

/** Answers at an address while its process lives. */
export type Answerer = (request: unknown) => Promise<unknown>;

const asSent = <T>(value: T): T =>
  value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);

/** The refusal of a host that is up and has nobody listening, as Node reports it. */
export const refusedError = (what: string) =>
  Object.assign(new Error(`connect ECONNREFUSED ${what}`), { code: 'ECONNREFUSED' });

/** A connection that ended while something was awaited on it. */
export const resetError = (what: string) =>
  Object.assign(new Error(`read ECONNRESET ${what}`), { code: 'ECONNRESET' });

/** Carries messages between processes, with delay, loss, duplication, reorder and partition. */
export class Network {
  readonly counts: NetworkCounts = { lost: 0, twice: 0, swallowed: 0, cut: 0 };
  readonly #links = new Map<string, { fault: LinkFault; chance: Chance }>();
  readonly #answerers = new Map<string, { life: Life; answer: Answerer }>();
  #waitingForRepair: (() => void)[] = [];

  constructor(
    readonly scheduler: Scheduler,
    readonly seed: number,
  ) {}

  /** Makes one direction worse than it is. */
  harm(from: string, to: string, fault: Partial<LinkFault>): void {
    const link = this.#link(from, to);
    link.fault = { ...link.fault, ...fault };
    if (fault.cut === false) this.#repaired();
  }

  /** All links are good again. */
  heal(): void {
    for (const link of this.#links.values()) link.fault = GOOD;
    this.#repaired();
  }

  /** What is wrong with this direction now. */
  faultOf(from: string, to: string): LinkFault {
    return this.#link(from, to).fault;
  }

  /** Milliseconds that the next message takes this way. */
  delayMs(from: string, to: string): number {
    const { fault, chance } = this.#link(from, to);
    const usualMs = chance() < 0.02 ? between(chance, 5, 60) : between(chance, 0.1, 1.5);
    return usualMs + chance() * fault.extraMs;
  }

  /** Calls back once some link was repaired. */
  onRepair(then: () => void): void {
    this.#waitingForRepair.push(then);
  }

  /** A process answers requests at an address from now on. */
  listen(address: string, life: Life, answer: Answerer): void {
    this.#answerers.set(address, { life, answer });
  }

  /**
   * One request and its answer, as HTTP carries it. Either may be lost, late or arrive twice.
   * @throws Error where no answer came within `deadlineMs`, or the connection was refused or reset.
   */
  request(from: Life, address: string, body: unknown, deadlineMs: number): Promise<unknown> {
    const sent = asSent(body);
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => {
        this.scheduler.cancel(deadline);
        reject(error);
      };
      const deadline = this.scheduler.after(deadlineMs, from, () =>
        reject(new Error('timeout: no answer came')),
      );
      const arrive = () => {
        const to = this.#answerers.get(address);
        if (to?.life.alive !== true) {
          this.#reply(from, address, () => fail(refusedError(address)));
          return;
        }
        const { life } = to;
        const reset = () => this.#reply(from, address, () => fail(resetError(address)));
        life.onReset.add(reset);
        this.scheduler.after(0, life, () => {
          to.answer(sent).then(
            (answer) => {
              life.onReset.delete(reset);
              const copy = asSent(answer);
              this.#reply(from, address, () => {
                this.scheduler.cancel(deadline);
                resolve(copy);
              });
            },
            (reason) => {
              life.onReset.delete(reset);
              this.#reply(from, address, () => fail(new Error(String(reason))));
            },
          );
        });
      };
      this.#message(from.process, address, null, arrive);
    });
  }

  #reply(to: Life, address: string, run: () => void): void {
    this.#message(address, to.process, to, run);
  }

  #message(from: string, to: string, life: Life | null, run: () => void): void {
    const { fault, chance } = this.#link(from, to);
    if (fault.cut) {
      this.counts.cut += 1;
      return;
    }
    if (fault.loss > 0 && chance() < fault.loss) {
      this.counts.lost += 1;
      return;
    }
    this.scheduler.after(this.delayMs(from, to), life, run);
    if (fault.twice > 0 && chance() < fault.twice) {
      this.counts.twice += 1;
      this.scheduler.after(this.delayMs(from, to), life, run);
    }
  }

  #link(from: string, to: string): { fault: LinkFault; chance: Chance } {
    const name = `${from}>${to}`;
    const known = this.#links.get(name);
    if (known) return known;
    const link = { fault: GOOD, chance: chanceOf(this.seed, `link ${name}`) };
    this.#links.set(name, link);
    return link;
  }

  #repaired(): void {
    const waiting = this.#waitingForRepair;
    this.#waitingForRepair = [];
    for (const then of waiting) then();
  }
}
