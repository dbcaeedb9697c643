import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Connections that carry no page, with their addresses; first who has asked for nothing for longest. */
type Idle = Map<Socket, string>;

/**
 * Counts connections that carry no page, from the moment they are accepted: whoever says nothing,
 * dawdles or asks for something else. One more than there may be, of its address or altogether, takes
 * the place of the one that has asked for nothing for longest, so that nobody who asks is kept out.
 */
export class IdleConnections {
  readonly #all: Idle = new Map();
  readonly #byAddress = new Map<string, Idle>();

  constructor(
    readonly options: {
      perAddress: number;
      total: number;
      /** A connection of this address was ended to make room. */
      madeRoom: (address: string) => void;
    },
  ) {}

  /** It was accepted. */
  opened(socket: Socket): void {
    this.#enter(socket);
    socket.once('close', () => this.#leave(socket));
  }

  /** It asks for something that is no page. */
  asked(socket: Socket): void {
    this.#leave(socket);
    this.#enter(socket);
  }

  /** It carries a page from now on: until this answer is over, or for good. */
  carriesPage(socket: Socket, answer: ServerResponse | null): void {
    this.#leave(socket);
    answer?.once('close', () => this.#enter(socket));
  }

  #enter(socket: Socket): void {
    if (socket.destroyed) return;
    const address = socket.remoteAddress ?? 'unknown';
    const ofAddress: Idle = this.#byAddress.get(address) ?? new Map();
    this.#byAddress.set(address, ofAddress.set(socket, address));
    this.#all.set(socket, address);
    this.#makeRoom(ofAddress, this.options.perAddress);
    this.#makeRoom(this.#all, this.options.total);
  }

  #makeRoom(idle: Idle, most: number): void {
    const [longest] = idle;
    if (idle.size <= most || !longest) return;
    const [socket, address] = longest;
    this.#leave(socket);
    socket.destroy();
    this.options.madeRoom(address);
  }

  /** Its address is remembered: a socket that has closed knows it no more. */
  #leave(socket: Socket): void {
    const address = this.#all.get(socket);
    if (address === undefined) return;
    this.#all.delete(socket);
    const ofAddress = this.#byAddress.get(address);
    ofAddress?.delete(socket);
    if (ofAddress?.size === 0) this.#byAddress.delete(address);
  }
}
