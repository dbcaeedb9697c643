/** Where the notifier and the sync endpoints say what an operator should know; pino fits. */
export interface SyncLog {
  info(known: Record<string, unknown>, line: string): void;
  warn(known: Record<string, unknown>, line: string): void;
}
