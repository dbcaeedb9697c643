import type { Operations } from '@/lib/api/v1/operations';

/** What an edge or a part's line says (LOOK 1): there and current, not proven, not there. */
export type Line = 'live' | 'stale' | 'absent';

/** A part of the house: text that hangs from a line, in units of the drawing. */
export interface MapPart {
  key: string;
  /** Which words it has; a name where there may be several. */
  kind: 'primary' | 'replica' | 'master' | 'memcached' | 'agent' | 'terminal' | 'pages';
  name: string | null;
  line: Line;
  x: number;
  y: number;
  /** Late by; null where that means nothing. */
  lagMs: number | null;
  /** Keys waiting for it; null where none can. */
  waiting: number | null;
  /** Pages connected; null where none can be. */
  connections: number | null;
}

/** A way between two parts. */
export interface MapEdge {
  key: string;
  line: Line;
  path: string;
}

/** The drawing: its size, parts and edges. */
export interface ProcessMap {
  width: number;
  height: number;
  parts: MapPart[];
  edges: MapEdge[];
}

/** Columns: databases, masters, nodes, what nodes serve; each line is this long. */
const COLUMNS = [24, 276, 528, 780] as const;
/** Length of a part's line. */
export const PART_WIDTH = 156;
const TOP = 8;
const ROW = 76;

const NOTHING = { lagMs: null, waiting: null, connections: null };

const worse = (a: Line, b: Line): Line =>
  a === 'absent' || b === 'absent' ? 'absent' : a === 'stale' || b === 'stale' ? 'stale' : 'live';

/** From the right end of one line to the left end of another, square corners. */
function way(from: MapPart, to: MapPart): MapEdge {
  const startX = from.x + PART_WIDTH;
  const middleX = (startX + to.x) / 2;
  const path = `M${startX} ${from.y}H${middleX}V${to.y}H${to.x}`;
  return { key: `${from.key}>${to.key}`, line: worse(from.line, to.line), path };
}

function databases(house: Operations): MapPart[] {
  const { primary, replica } = house;
  const isCurrent = replica.state === 'streaming' && (replica.lagMs ?? 0) < 2_500;
  return [
    {
      ...NOTHING,
      key: 'primary',
      kind: 'primary',
      name: null,
      line: primary.reachable ? 'live' : 'stale',
      x: COLUMNS[0],
      y: TOP,
    },
    {
      ...NOTHING,
      key: 'replica',
      kind: 'replica',
      name: null,
      line: !replica.reachable && replica.state === null ? 'absent' : isCurrent ? 'live' : 'stale',
      x: COLUMNS[0],
      y: TOP + ROW,
      lagMs: replica.lagMs,
    },
  ];
}

function masters(house: Operations): MapPart[] {
  const listed = house.processes.filter(({ role }) => role === 'master');
  const all =
    listed.length > 0
      ? listed.map(({ name, alive }) => ({ name, isThere: alive !== false }))
      : [{ name: house.master.name, isThere: true }];
  return all.map(({ name, isThere }, index) => ({
    ...NOTHING,
    key: `master ${name}`,
    kind: 'master',
    name,
    line: isThere ? 'live' : 'stale',
    x: COLUMNS[1],
    y: TOP + index * ROW,
  }));
}

function nodes(house: Operations): MapPart[] {
  const ordered = [...house.nodes].sort(
    (a, b) => a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name),
  );
  return ordered.map((node, index) => ({
    key: `node ${node.name}`,
    kind: node.kind === 'terminal' ? 'terminal' : 'agent',
    name: node.name,
    line: node.alive ? 'live' : 'stale',
    x: COLUMNS[2],
    y: TOP + index * ROW,
    lagMs: node.lagMs,
    waiting: node.waiting,
    connections: null,
  }));
}

/** What hangs behind a node: Memcached behind the first agent, pages behind each terminal. */
function served(node: MapPart, house: Operations, isFirstAgent: boolean): MapPart | null {
  const place = { x: COLUMNS[3], y: node.y };
  if (node.kind === 'terminal') {
    const gauges = house.nodes.find(({ name }) => name === node.name)?.gauges;
    const connections = gauges?.connections ?? 0;
    const pages = { ...NOTHING, ...place, connections };
    return { ...pages, key: `pages ${node.name}`, kind: 'pages', name: null, line: node.line };
  }
  if (!isFirstAgent) return null;
  const process = house.processes.find(({ role }) => role === 'memcached');
  const isUp = process?.alive !== false;
  const line = house.memcached.address === null ? 'absent' : isUp ? 'live' : 'stale';
  return { ...NOTHING, ...place, key: 'memcached', kind: 'memcached', name: null, line };
}

/** Places the parts of the house and the ways between them. */
export function layOut(house: Operations): ProcessMap {
  const [primary, replica] = databases(house) as [MapPart, MapPart];
  const masterParts = masters(house);
  const nodeParts = nodes(house);
  const firstAgent = nodeParts.find(({ kind }) => kind === 'agent');
  const parts = [primary, replica, ...masterParts, ...nodeParts];
  const left = primary.x;
  const edges: MapEdge[] = [
    {
      key: 'wal',
      line: worse(primary.line, replica.line),
      path: `M${left} ${primary.y}H${left - 16}V${replica.y}H${left}`,
    },
  ];
  for (const master of masterParts) {
    edges.push(way(primary, master), way(replica, master));
    for (const node of nodeParts) edges.push(way(master, node));
  }
  for (const node of nodeParts) {
    const behind = served(node, house, node === firstAgent);
    if (!behind) continue;
    parts.push(behind);
    edges.push(way(node, behind));
  }
  const last = Math.max(...parts.map(({ y }) => y));
  // What is current is drawn over what is not: a shared stem lives as long as one of its branches.
  const rank: Record<Line, number> = { stale: 0, absent: 1, live: 2 };
  edges.sort((a, b) => rank[a.line] - rank[b.line]);
  return { width: 960, height: last + ROW, parts, edges };
}
