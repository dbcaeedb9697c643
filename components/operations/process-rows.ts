import type { NodeView, Operations, ProcessView } from '@/lib/api/v1/operations';

/** A part of the house on the list: what the machine knows of it and what a master knows. */
export interface ProcessRow {
  name: string;
  role: string;
  state: 'running' | 'down' | 'silent' | 'absent' | 'unknown';
  port: number | null;
  pid: number | null;
  /** Only of nodes. */
  node: NodeView | null;
  /** How late it is; null where that means nothing. */
  lagMs: number | null;
}

const ORDER = [
  'postgres-primary',
  'primary',
  'postgres-replica',
  'replica',
  'master',
  'memcached',
  'redis',
  'cache-agent',
  'terminal',
  'demo',
  'stack',
];

const rank = (role: string) => {
  const place = ORDER.indexOf(role);
  return place < 0 ? ORDER.length : place;
};

function stateOf(process: ProcessView | null, node: NodeView | null): ProcessRow['state'] {
  if (process?.alive === false) return 'down';
  if (node) return node.alive ? 'running' : 'silent';
  return process?.alive ? 'running' : 'unknown';
}

/** Every part of the house, in the order of a bid's way; Memcached also where there is none. */
export function processRows(house: Operations): ProcessRow[] {
  const nodes = new Map(house.nodes.map((node) => [node.name, node]));
  const rows: ProcessRow[] = house.processes.map((process) => {
    const node = nodes.get(process.name) ?? null;
    nodes.delete(process.name);
    const { name, role, port, pid } = process;
    const lagMs = role.endsWith('replica') ? house.replica.lagMs : (node?.lagMs ?? null);
    return { name, role, port, pid, node, lagMs, state: stateOf(process, node) };
  });
  for (const node of nodes.values()) {
    const { name, kind: role, lagMs } = node;
    rows.push({ name, role, port: null, pid: null, node, lagMs, state: stateOf(null, node) });
  }
  if (house.memcached.address === null) {
    const nowhere = { port: null, pid: null, node: null, lagMs: null };
    rows.push({ name: 'memcached', role: 'memcached', state: 'absent', ...nowhere });
  }
  return rows.sort((a, b) => rank(a.role) - rank(b.role) || a.name.localeCompare(b.name));
}
