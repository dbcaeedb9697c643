import { clientIn, type TerminalOut } from '../../lib/api/frames';
import type {
  Link,
  LinkEvents,
  LinkRequest,
  OpenLink,
  SyncClaim,
  TransportName,
} from '../../lib/live/link';
import { linkQuery } from '../../lib/live/link';
import { parseFrames } from '../../lib/live/parse-frames';
import { createPollLink } from '../../lib/live/poll-link';
import type { Outlet } from '../../lib/terminal/outlet';
import { claimOf, syncFromQuery } from '../../lib/terminal/page-claim';
import type { PageHandle } from '../../lib/terminal/page-hub';
import { parseWatchAddress } from '../../lib/terminal/watch-address';
import { processOf, type World } from '../world/ports';
import type { Life } from '../world/scheduler';
import { Stream, type StreamEnd } from '../world/stream';
import type { NodeProcess } from './node';
import { type AnsweredBy, createPollGet } from './page-polls';

/** Transports whose connection stays open. */
type StreamedTransport = Exclude<TransportName, 'poll'>;

/** A page's side of the network, with what a test does to it. */
export interface PageNetwork {
  open(transport: TransportName): OpenLink;
  /** The network breaks as the next answer to a poll of this page is written. */
  loseNextAnswer(): void;
  /** Reads nothing any more, while the terminal goes on writing; or goes on. */
  stopReading(stopped: boolean): void;
  /** A proxy on the way drops the connection. */
  break(): void;
}

/** One byte here stands for so many: a slow page piles up little in a world of a few lots. */
const SLOW_SCALE = 512;

/** Above so many unsent bytes Node promises a `drain`. */
const HIGH_WATER_BYTES = 16 * 1024;

/** Frames out of what a terminal wrote for a transport, or null where it is something else. */
function framesOf(transport: StreamedTransport, bytes: Buffer): TerminalOut[] | null {
  if (transport === 'websocket') {
    const short = (bytes[1] ?? 0) & 0x7f;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    return parseFrames(JSON.parse(bytes.toString('utf8', head)));
  }
  const events = bytes.toString('utf8').split('\n\n').filter(Boolean);
  const frames = events.map((event) => {
    const [name = '', data = ''] = event.split('\n');
    return { t: name.slice('event: '.length), ...JSON.parse(data.slice('data: '.length)) };
  });
  return parseFrames(frames);
}

/** What a terminal wrote, and when. */
interface Written {
  readonly bytes: Buffer;
  readonly writtenAtMs: number;
}

/** The terminal's side of one page's connection: what its doors do. */
class Door implements StreamEnd {
  readonly life: Life;
  stream: Stream | null = null;
  unsentBytes = 0;
  isSlow = false;
  /** It was written to faster than it could send; Node says `drain` once all is sent. */
  owesDrain = false;
  handle: PageHandle | null = null;
  readonly #hub;

  constructor(
    readonly terminal: NodeProcess,
    readonly transport: StreamedTransport,
  ) {
    this.life = terminal.life;
    this.#hub = terminal.terminal?.hub;
  }

  admit(request: LinkRequest): void {
    const query = new URLSearchParams(linkQuery(request));
    const names = parseWatchAddress(query.get('channel'));
    const outlet: Outlet = {
      transport: this.transport,
      isOpen: () => true,
      write: (bytes) => {
        this.unsentBytes += bytes.length;
        if (outlet.unsentBytes() > HIGH_WATER_BYTES) this.owesDrain = true;
        const { nowMs } = this.stream?.network.scheduler ?? { nowMs: 0 };
        this.stream?.send(this, { bytes, writtenAtMs: nowMs } satisfies Written);
      },
      unsentBytes: () => this.unsentBytes * (this.isSlow ? SLOW_SCALE : 1),
      close: () => {
        this.stream?.close(this);
        this.terminal.own.timers.after(0, () => this.handle?.closed());
      },
    };
    const handle = this.#hub?.connect(outlet, names.ok ? names.value : []) ?? null;
    this.handle = handle;
    if (!names.ok) handle?.refuse(names.error, 'never');
    else if (handle && this.transport === 'sse') syncFromQuery(handle, query);
  }

  receive(message: unknown): void {
    const said = clientIn.safeParse(JSON.parse(message as string));
    if (!said.success) this.handle?.refuse('bad-message', 'never');
    else if (said.data.t === 'ping') this.handle?.ping();
    else if (said.data.t === 'tickets') this.handle?.present(said.data.tickets, 'message');
    else {
      const claim = claimOf(said.data);
      if (claim.ok) this.handle?.sync(claim.value);
      else this.handle?.refuse('bad-message', 'never');
      if (claim.ok && said.data.tickets) this.handle?.present(said.data.tickets, 'message');
    }
  }

  /** The network took so much. */
  sent(bytes: number): void {
    this.unsentBytes -= bytes;
    if (this.unsentBytes > 0 || !this.owesDrain) return;
    this.owesDrain = false;
    this.terminal.own.timers.after(0, () => this.handle?.drained());
  }

  closed(): void {
    this.handle?.closed();
  }
}

/** The links of one page: real frames over simulated streams. */
export function createPageNetwork(
  world: World,
  life: Life,
  terminalOf: (name: string) => NodeProcess | undefined,
  owner: {
    /** The random token of its polls (PSH6). */
    client: string;
    took(frames: readonly TerminalOut[], writtenAtMs: number): void;
    /** An answer to a poll, by this life of a terminal. */
    tookAnswer(frames: readonly TerminalOut[], from: AnsweredBy): void;
  },
): PageNetwork {
  const { network, scheduler } = world;
  let current: { stream: Stream; page: StreamEnd; door: Door | null } | null = null;
  let isStopped = false;
  let losesNextAnswer = false;
  let opened = 0;

  function connect(
    transport: StreamedTransport,
    request: LinkRequest,
    events: LinkEvents,
  ): { send(message: unknown): void; close(): void } {
    const name = processOf(request.origin);
    let mine: { stream: Stream; page: StreamEnd; door: Door } | null = null;
    let isOver = false;
    const fail = () => {
      if (isOver) return;
      isOver = true;
      events.closed();
    };
    const page: StreamEnd = {
      life,
      receive(message) {
        const { bytes, writtenAtMs } = message as Written;
        mine?.door.sent(bytes.length);
        const frames = framesOf(transport, bytes);
        if (isOver) return;
        if (!frames) return fail();
        owner.took(frames, writtenAtMs);
        events.frames(frames);
      },
      closed: fail,
    };
    const arrive = () => {
      const terminal = terminalOf(name);
      if (isOver) return;
      const isReady =
        terminal?.life.alive && terminal.node.isReady() && terminal.node.primaryTime.now();
      if (!terminal || !isReady) {
        scheduler.after(network.delayMs(name, life.process), life, fail);
        return;
      }
      const door = new Door(terminal, transport);
      opened += 1;
      const stream = new Stream(network, [page, door], `${life.process} ${life.nth} ${opened}`);
      door.stream = stream;
      mine = { stream, page, door };
      current = mine;
      applyReading();
      scheduler.after(0, terminal.life, () => door.admit(request));
      scheduler.after(network.delayMs(name, life.process), life, () => {
        if (isOver) return;
        if (transport === 'websocket') sendText({ t: 'sync', ...request.claim });
        events.opened();
      });
    };
    const sendText = (frame: object) => mine?.stream.send(page, JSON.stringify(frame));
    if (!network.faultOf(life.process, name).cut && !network.faultOf(name, life.process).cut) {
      scheduler.after(network.delayMs(life.process, name), life, arrive);
    }
    return {
      send: (message) => sendText(message as object),
      close() {
        isOver = true;
        mine?.stream.close(page);
      },
    };
  }

  function applyReading(): void {
    if (!current) return;
    if (current.door) current.door.isSlow = isStopped;
    current.stream.stopReading(current.page, isStopped);
  }

  const poll = createPollLink({
    client: owner.client,
    get: createPollGet(world, life, terminalOf, {
      opened(stream, page) {
        current = { stream, page, door: null };
        applyReading();
      },
      took: owner.tookAnswer,
      isLost() {
        const isLost = losesNextAnswer;
        losesNextAnswer = false;
        if (isLost) world.witness.count('pollAnswersLost');
        return isLost;
      },
    }),
  });

  const streamed =
    (transport: StreamedTransport): OpenLink =>
    (request, events) => {
      let link = connect(transport, request, events);
      let isClosed = false;
      const presents: Pick<Link, 'present'> =
        transport === 'websocket'
          ? { present: (tickets) => !isClosed && link.send({ t: 'tickets', tickets }) }
          : {};
      return {
        ...presents,
        sync(claim: SyncClaim) {
          if (isClosed) return;
          if (transport === 'websocket') return link.send({ t: 'sync', ...claim });
          // A stream cannot be spoken to: it is opened anew.
          link.close();
          link = connect(transport, { ...request, claim }, events);
        },
        ping() {
          if (transport === 'sse') return false;
          link.send({ t: 'ping' });
          return true;
        },
        close() {
          isClosed = true;
          link.close();
        },
      };
    };

  return {
    open: (transport) => (transport === 'poll' ? poll : streamed(transport)),
    loseNextAnswer() {
      losesNextAnswer = true;
    },
    stopReading(stopped) {
      isStopped = stopped;
      applyReading();
    },
    break: () => current?.stream.break(),
  };
}
