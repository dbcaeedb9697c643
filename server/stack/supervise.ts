import { setTimeout as pause } from 'node:timers/promises';
import type { Child, ChildExit } from './child';
import { oneLine } from './trouble';

/** A part of the house that is started again when it ends without being asked to. */
export interface Supervised {
  readonly name: string;
  /** The process that runs now; the last one while it is being started again. */
  child(): Child;
  /** Ends this process, so that it is started again (a replica that must be built anew). */
  restart(): Promise<void>;
  /** Ends it for good. */
  stop(): Promise<void>;
}

/** How a part is started and watched. */
export interface SupervisedPart {
  /** Read anew for each line: a database may have another role by then. */
  readonly name: string;
  /** Starts it and settles when it works; rejects when it does not, or when `stopping` fires. */
  start(stopping: AbortSignal): Promise<Child>;
  /** A new process works: the first, or one that was started again. */
  onStarted(child: Child): void;
  /** One line for the console. */
  say(line: string): void;
  /** Called when this many starts in a row have failed; null or without it, it is tried for ever. */
  giveUp?: { afterFailures(): number | null; because(error: unknown): void };
  graceMs?: number;
}

const FIRST_BACKOFF_MS = 200;
const LONGEST_BACKOFF_MS = 10_000;
/** Having run this long, the next end is a new incident and not part of a crash loop. */
const HEALTHY_AFTER_MS = 30_000;

/**
 * Starts a part and keeps it running: when it dies it is started again at once, then ever more
 * slowly while it keeps dying.
 * @throws what the first start threw.
 */
export async function supervise(part: SupervisedPart): Promise<Supervised> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let child = await part.start(signal);
  let backoffMs = FIRST_BACKOFF_MS;
  part.onStarted(child);
  const watching = watch();

  async function watch(): Promise<void> {
    for (;;) {
      const startedMs = performance.now();
      const exit = await child.exited;
      if (signal.aborted) return;
      if (performance.now() - startedMs > HEALTHY_AFTER_MS) backoffMs = FIRST_BACKOFF_MS;
      part.say(`${part.name} ended (${wayOf(exit)}${reasonOf(child, exit)}); starting it again`);
      const next = await startAgain();
      if (!next) return;
      child = next;
      part.onStarted(child);
      part.say(`${part.name} is back`);
    }
  }

  async function startAgain(): Promise<Child | null> {
    for (let failures = 0; ; ) {
      await pause(backoffMs, null, { signal }).catch(() => {});
      if (signal.aborted) return null;
      backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS);
      try {
        const next = await part.start(signal);
        if (!signal.aborted) return next;
        await next.stop(part.graceMs);
        return null;
      } catch (error) {
        if (signal.aborted) return null;
        failures += 1;
        if (failures === 1) part.say(`${part.name} does not come back: ${oneLine(error)}`);
        if (part.giveUp && failures >= (part.giveUp.afterFailures() ?? Number.POSITIVE_INFINITY)) {
          part.giveUp.because(error);
          return null;
        }
      }
    }
  }

  return {
    get name() {
      return part.name;
    },
    child: () => child,
    restart: () => child.stop(part.graceMs),
    async stop() {
      stopping.abort();
      await child.stop(part.graceMs);
      await watching;
    },
  };
}

function wayOf(exit: ChildExit): string {
  return exit.signal ?? `exit code ${exit.code}`;
}

function reasonOf(child: Child, exit: ChildExit): string {
  return exit.signal || exit.code === 0 ? '' : `: ${child.lastWords()}`;
}
