/** Where a node says what an operator should know; pino fits. Facts first, then one line. */
export interface Log {
  info(known: Record<string, unknown>, line: string): void;
  warn(known: Record<string, unknown>, line: string): void;
  error(known: Record<string, unknown>, line: string): void;
}
