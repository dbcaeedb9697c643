import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import WebSocket from 'ws';
import type { TerminalOut } from '../../lib/api/frames';
import { signToken } from '../../lib/node-token/token';
import { TEST_SECRET } from './real-processes';

/** Sends bytes as they are; settles with all that was answered once the other side closed. */
export async function sendRaw(url: string, bytes: string): Promise<string> {
  const socket = connectRaw(url);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(bytes);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

/** A connection of this address that survives being cut off. */
export function connectRaw(url: string, localAddress?: string): Socket {
  const { hostname, port } = new URL(url);
  const at = { host: hostname, port: Number(port), ...(localAddress && { localAddress }) };
  return connect(at).on('error', () => {});
}

/** What a terminal said to a page over a WebSocket until it closed. */
export interface SocketEnd {
  code: number;
  /** Kinds of `error` frames. */
  errors: string[];
}

/** Opens a WebSocket, says these messages at once, and waits for its end. */
export function talk(
  url: string,
  query: string,
  messages: readonly (string | Buffer)[],
): Promise<SocketEnd> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/socket?${query}`);
  const errors: string[] = [];
  socket.on('error', () => {});
  socket.on('open', () => {
    for (const message of messages) socket.send(message);
  });
  socket.on('message', (data) => {
    for (const frame of JSON.parse(String(data)) as TerminalOut[]) {
      if (frame.t === 'error') errors.push(frame.kind);
    }
  });
  return new Promise((resolve) => socket.once('close', (code) => resolve({ code, errors })));
}

/** An `authorization` header between processes of a test; any part of it may be wrong. */
export const tokenOf = (wrong: {
  from?: string;
  to: string;
  secret?: string;
  /** From now. */
  lifeMs?: number;
}): string =>
  signToken(wrong.secret ?? TEST_SECRET, {
    from: wrong.from ?? 'terminal-1',
    to: wrong.to,
    expiresAtMs: Date.now() + (wrong.lifeMs ?? 20_000),
  });

/** JSON that is nested so deep that reading it by recursion overflows the stack. */
export const deepJson = (depth: number, innermost = '1'): string =>
  `${'['.repeat(depth)}${innermost}${']'.repeat(depth)}`;

/** A line of a log that says that somebody was refused. */
interface SaidRefusal {
  kind: string;
  from: string;
  /** Milliseconds since the Unix epoch. */
  time: number;
}

/** The lines of a process's log in which it said that it refused somebody, oldest first. */
export function refusalsIn(output: string): SaidRefusal[] {
  // The last may not be whole yet.
  const lines = output.split('\n').slice(0, -1);
  return lines.flatMap((line) =>
    line.includes('"unsaid"') ? [JSON.parse(line) as SaidRefusal] : [],
  );
}

/** Kinds and addresses that were said again before a minute had passed; a second may be lost to clocks. */
export function saidTooOften(output: string): string[] {
  const lastMs = new Map<string, number>();
  return refusalsIn(output).flatMap(({ kind, from, time }) => {
    const name = `${kind} ${from}`;
    const before = lastMs.get(name);
    lastMs.set(name, time);
    return before !== undefined && time - before < 59_000 ? [name] : [];
  });
}
