/**
 * A reason why the house cannot start or go on, worded for the person at the terminal: one clear
 * line that says what is wrong and what to do. Everything else that is thrown is a defect.
 */
export class Trouble extends Error {
  override readonly name = 'Trouble';
}

/** The one line for anything thrown: a Trouble speaks for itself, a defect names its first line. */
export function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s*\n\s*/g, ' ').trim();
}

/**
 * Words a failed write so that a full disk and a locked folder read as what they are.
 * @returns a Trouble for the causes a person can mend, else null.
 */
export function folderTrouble(error: unknown, folder: string): Trouble | null {
  const text = error instanceof Error ? `${codeOf(error)} ${error.message}` : String(error);
  if (/ENOSPC|No space left on device/.test(text)) {
    return new Trouble(`The disk that holds ${folder} is full: free some space and start again.`);
  }
  if (/EDQUOT|quota exceeded/i.test(text)) {
    return new Trouble(`The disk quota for ${folder} is used up: free some space and start again.`);
  }
  if (/EROFS|Read-only file system|EACCES|EPERM|Permission denied/i.test(text)) {
    return new Trouble(
      `The data folder ${folder} cannot be written: make it writable or choose another with --data.`,
    );
  }
  if (/ENOTDIR|EEXIST/.test(text)) {
    return new Trouble(
      `The data folder ${folder} is a file: remove it or choose another with --data.`,
    );
  }
  return null;
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
