import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { extractPayload } from '../../../src/release-rpm/extract.ts';
import { readCpio } from '../../../src/release-rpm/payload.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';

/** A newc archive; a list of [path, content, mode]. */
function cpio(entries: readonly [string, string, number][]): Buffer {
  const parts: Buffer[] = [];
  for (const [name, content, mode] of [...entries, ['TRAILER!!!', '', 0] as const]) {
    const numbers = [
      1,
      mode,
      0,
      0,
      1,
      0,
      Buffer.byteLength(content),
      0,
      0,
      0,
      0,
      Buffer.byteLength(name) + 1,
      0,
    ];
    const head = Buffer.from(
      `070701${numbers.map((value) => value.toString(16).padStart(8, '0')).join('')}${name}\0`,
    );
    parts.push(head, Buffer.alloc((4 - (head.length % 4)) % 4));
    parts.push(Buffer.from(content), Buffer.alloc((4 - (Buffer.byteLength(content) % 4)) % 4));
  }
  return Buffer.concat(parts);
}

describe('readCpio', () => {
  it('reads names without their leading dot', () => {
    expect(readCpio(cpio([['./usr/a', 'text', 0o100644]]), 'x')).toEqual([
      { path: 'usr/a', mode: 0o100644, content: Buffer.from('text') },
    ]);
  });

  it.each(['../etc/passwd', './a/../../b', '/../x'])('refuses %s', (path) => {
    expect(() => readCpio(cpio([[path, 'x', 0o100644]]), 'x')).toThrow(/climbs out/);
  });

  it('refuses an archive cut anywhere', () => {
    const whole = cpio([['./a', 'some text', 0o100644]]);
    for (let length = 0; length < whole.length - 3; length += 1) {
      expect(() => readCpio(whole.subarray(0, length), 'x'), `${length}`).toThrow(/payload is damaged/);
    }
  });
});

describe('extractPayload', () => {
  it('writes regular files only', async () => {
    const dir = await tempDir();
    const log = new MemoryLog();
    const entries = readCpio(
      cpio([
        ['./usr/share/a.repo', 'text', 0o100644],
        ['./link', '/etc/passwd', 0o120777],
        ['./device', '', 0o020666],
      ]),
      'x',
    );
    expect(await extractPayload(entries, dir, log)).toEqual(['usr/share/a.repo']);
    expect(await readdir(dir)).toEqual(['usr']);
    expect(await readFile(join(dir, 'usr/share/a.repo'), 'utf8')).toBe('text');
    expect(log.of('warning')).toHaveLength(2);
  });

  it('does not write through a link that is there', async () => {
    const dir = await tempDir();
    const outside = await tempDir();
    await mkdir(join(dir, 'out'));
    await symlink(outside, join(dir, 'out', 'usr'));
    const entries = readCpio(cpio([['./usr/a', 'x', 0o100644]]), 'x');
    await expect(extractPayload(entries, join(dir, 'out'), new MemoryLog())).rejects.toThrow(/is a link/);
    expect(await readdir(outside)).toEqual([]);
  });
});
