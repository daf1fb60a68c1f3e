/** An entry of an archive: named, or by number in the header's list (rpm's stripped entries, which have no size). */
export type ArchiveEntry =
  | { readonly name: string | Buffer; readonly content?: string | Buffer; readonly mode?: number }
  | { readonly index: number; readonly content?: string | Buffer };

/** An archive as rpm writes it (`newc`, POSIX cpio with hex numbers), with its end. */
export function makeArchive(entries: readonly ArchiveEntry[]): Buffer {
  return Buffer.concat([...entries.map(makeEntry), makeEntry({ name: 'TRAILER!!!', mode: 0 })]);
}

function makeEntry(entry: ArchiveEntry): Buffer {
  const content = Buffer.from(entry.content ?? '');
  if ('index' in entry) {
    return Buffer.concat([padded(Buffer.from(`07070X${hex(entry.index)}`)), padded(content)]);
  }
  const name = Buffer.concat([Buffer.from(entry.name), Buffer.alloc(1)]);
  const mode = entry.mode ?? 0o100644;
  const numbers = [1, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length, 0];
  return Buffer.concat([
    padded(Buffer.concat([Buffer.from(`070701${numbers.map(hex).join('')}`), name])),
    padded(content),
  ]);
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
