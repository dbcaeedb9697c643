import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Pool } from 'pg';
import { WebSocketServer } from 'ws';

/** The least that any design must do, for comparison. */
export interface BarePeer {
  bidUrl: string;
  watchUrl: string;
  stop(): Promise<void>;
}

/**
 * One process that inserts a row and sends it to every socket: no rules, no order, no ledger, no
 * cache, no second machine, no resume. Its figures are the floor that ours are divided by.
 */
export async function startBarePeer(pool: Pool): Promise<BarePeer> {
  await pool.query('CREATE TABLE IF NOT EXISTS bench_bare (id serial PRIMARY KEY, amount bigint)');
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const { amountMinor } = JSON.parse(Buffer.concat(chunks).toString()) as {
        amountMinor: number;
      };
      const { rows } = await pool.query<{ id: number }>({
        name: 'bare-insert',
        text: 'INSERT INTO bench_bare (amount) VALUES ($1) RETURNING id',
        values: [amountMinor],
      });
      const version = rows[0]?.id ?? 0;
      const text = JSON.stringify([{ t: 'lots', lots: [{ id: 1, version, amountMinor }] }]);
      for (const socket of sockets.clients) socket.send(text);
      response.writeHead(201, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ lot: { version } }));
    });
  });
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    bidUrl: `http://127.0.0.1:${port}`,
    watchUrl: `ws://127.0.0.1:${port}`,
    async stop() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      await new Promise((resolve) => server.close(resolve));
      await pool.query('DROP TABLE bench_bare');
    },
  };
}
