import type { Child } from './child';
import type { DataFolder } from './data-folder';
import type { Secrets } from './secrets';
import type { Part, StackFile } from './stack-file';
import { type Supervised, supervise } from './supervise';
import { oneLine, Trouble } from './trouble';

/** What every step of a start works on. */
export interface House {
  /** The project's folder. */
  root: string;
  data: DataFolder;
  secrets: Secrets;
  say(line: string): void;
  /** Starts a part, keeps it running, and lists it in `stack.json`. */
  add(part: HousePart): Promise<Supervised>;
  /** Runs when the house ends. */
  onStop(run: () => void): void;
  /** Lists every part anew: two of them changed roles. */
  relist(): void;
  parts(): readonly Part[];
  /** Ends everything: those who ask before those who answer. */
  stop(): Promise<void>;
}

/** One process of the house. Name and role are read anew for each listing: databases change theirs. */
export interface HousePart {
  readonly name: string;
  readonly role: Part['role'];
  readonly url: string;
  readonly port: number;
  start(stopping: AbortSignal): Promise<Child>;
  /** Its failing at the start is the caller's to word, and no reason to end the others. */
  optional?: boolean;
  /** After so many failed restarts in a row the whole house ends. Default and null: try for ever. */
  giveUpAfter?(): number | null;
}

/**
 * An empty house.
 * @param options.ending is aborted when the person asks to stop, also in the middle of the start;
 * a part that does not start aborts it too, so that its siblings do not go on.
 * @param options.fail is told why the house cannot go on.
 */
export function openHouse(options: {
  root: string;
  data: DataFolder;
  secrets: Secrets;
  stackFile: StackFile;
  ending: AbortController;
  say(line: string): void;
  fail(reason: Trouble): void;
}): House {
  const { ending, stackFile, say } = options;
  const running: { part: HousePart; supervised: Supervised }[] = [];
  const atStop: (() => void)[] = [];
  return {
    root: options.root,
    data: options.data,
    secrets: options.secrets,
    say,
    parts: () => stackFile.parts(),
    relist() {
      for (const { part, supervised } of running) stackFile.put(listed(part, supervised.child()));
    },
    onStop: (run) => atStop.push(run),
    async add(part) {
      if (ending.signal.aborted) throw new Trouble('Stopped before it was up.');
      const { giveUpAfter } = part;
      const supervised = await supervise({
        get name() {
          return part.name;
        },
        say,
        start: (stopping) => part.start(AbortSignal.any([stopping, ending.signal])),
        onStarted: (child) => stackFile.put(listed(part, child)),
        ...(giveUpAfter === undefined
          ? {}
          : {
              giveUp: {
                afterFailures: () => giveUpAfter(),
                because: (error) =>
                  options.fail(new Trouble(`${part.name} is gone for good: ${oneLine(error)}`)),
              },
            }),
      }).catch((error: unknown) => {
        if (!part.optional) ending.abort();
        throw error;
      });
      running.push({ part, supervised });
      return supervised;
    },
    async stop() {
      for (const run of atStop) run();
      // Those who ask end before those who answer: demo, nodes, masters, Memcached, databases.
      for (const roles of STOP_ORDER) {
        const group = running.filter(({ part }) => roles.includes(part.role));
        await Promise.all(group.map(({ supervised }) => supervised.stop()));
      }
    },
  };
}

const STOP_ORDER: readonly (readonly Part['role'][])[] = [
  ['demo'],
  ['terminal', 'cache-agent'],
  ['master'],
  ['memcached', 'redis', 'postgres-replica'],
  ['postgres-primary'],
];

function listed(part: HousePart, child: Child): Part {
  return { role: part.role, name: part.name, url: part.url, port: part.port, ...child.identity };
}
