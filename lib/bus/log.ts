/** Where the bus says what happened; pino's shape. */
export interface BusLog {
  info(facts: object, line: string): void;
  warn(facts: object, line: string): void;
}
