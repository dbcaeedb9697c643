/** How a migration stops a start. */
export type MigrationProblem = 'broken' | 'edited' | 'missing';

/** A migration that must not or cannot be applied; the message is one clear line that names it. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  readonly problem: MigrationProblem;
  readonly migration: string;

  constructor(problem: MigrationProblem, migration: string, reason = '') {
    super(wording(problem, migration, reason));
    this.problem = problem;
    this.migration = migration;
  }
}

function wording(problem: MigrationProblem, migration: string, reason: string): string {
  if (problem === 'edited') {
    return `Migration ${migration} was changed after it had been applied: restore its file and put the change into a new migration.`;
  }
  if (problem === 'missing') {
    return `Migration ${migration} was applied to this database but its file is missing: restore it, or use the version of the program that has it.`;
  }
  return `Migration ${migration} failed and left nothing behind: ${reason}`;
}
