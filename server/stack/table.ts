import type { Part } from './stack-file';

/** An account of the demo sale, as it is printed. */
export interface PrintedAccount {
  role: string;
  email: string;
  password: string;
}

/**
 * The one table of a start: what runs where, the address to open, the demo accounts.
 * @param input.notes further rows, such as why there is no Memcached.
 */
export function houseTable(input: {
  parts: readonly Part[];
  origin: string;
  accounts: readonly PrintedAccount[];
  notes: readonly { name: string; text: string }[];
}): string {
  const rows = [
    ...input.parts
      .filter(({ role }) => role !== 'stack')
      .map((part) => [part.name, part.url || '(no port)', `pid ${part.pid}`]),
    ...input.notes.map(({ name, text }) => [name, text, '']),
  ];
  const lines = columns([['part', 'where', 'process'], ...rows]);
  const accounts = columns(
    input.accounts.map(({ role, email, password }) => [role, email, password]),
  );
  const rule = '─'.repeat(Math.max(...[...lines, ...accounts].map((line) => line.length)));
  return [
    rule,
    ...lines,
    rule,
    ...(accounts.length > 0 ? ['sign in as', ...accounts, rule] : []),
    `Open ${input.origin}   (Ctrl-C ends the house; its data stays)`,
  ].join('\n');
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = [0, 1, 2].map((column) =>
    Math.max(0, ...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd(),
  );
}
