import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a local port that a test can cut and open again. */
export interface Gate {
  port: number;
  /** Breaks what passes and lets nothing in. */
  cut(): void;
  open(): void;
  close(): void;
}

/** Opens a way to this port, at one of its own. */
export async function startGate(to: number): Promise<Gate> {
  const passing = new Set<Socket>();
  let isOpen = true;
  const server = createServer((from) => {
    if (!isOpen) {
      from.destroy();
      return;
    }
    const onwards = connect(to, '127.0.0.1');
    for (const [one, other] of [
      [from, onwards],
      [onwards, from],
    ] as const) {
      passing.add(one);
      one.pipe(other);
      one.on('error', () => {});
      one.on('close', () => {
        passing.delete(one);
        other.destroy();
      });
    }
  });
  const cut = () => {
    isOpen = false;
    for (const socket of passing) socket.destroy();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    open() {
      isOpen = true;
    },
    close() {
      cut();
      server.close();
    },
  };
}
