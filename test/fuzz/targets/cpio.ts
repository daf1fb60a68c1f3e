import { UserError } from '../../../src/errors.ts';
import { extractPayload } from '../../../src/release-rpm/extract.ts';
import { parsePackage } from '../../../src/release-rpm/package.ts';
import { readPayload } from '../../../src/release-rpm/payload.ts';
import { TAG } from '../../../src/release-rpm/tags.ts';
import { makeArchive, type ArchiveEntry } from '../../support/rpm/archive.ts';
import { makePackage, type MadeFile } from '../../support/rpm/package.ts';
import { mutate } from '../mutate.ts';
import type { Random } from '../random.ts';
import { ESCAPES, type Target } from '../target.ts';
import { SILENT } from './log.ts';

const NAMES = ['/usr', '/usr/a.repo', '/usr/share/b.repo', '/c', '/', '/usr/caf\u00e9', '/\u0000x', '/a\nb'];
const WORDS = [
  ...ESCAPES,
  '070701',
  '070702',
  '07070X',
  'TRAILER!!!',
  '\u0000',
  'FFFFFFFF',
  '00000000',
  './usr/',
];
const MODES = [0o100644, 0o100755, 0o040755, 0o120777, 0o020666, 0o010644, 0];

/** Archives and the lists they are held against: as they are, and with either of them changed. */
export const cpio: Target = {
  name: 'cpio',
  generate: (random) => {
    const files = Array.from({ length: 1 + random.below(5) }, () => file(random));
    const archive = makeArchive(files.map((one, index) => entry(one, index, random)));
    return makePackage({
      files,
      payload: random.once(3) ? archive : mutate(archive, random, WORDS),
      // Nothing that would refuse a changed archive before it is read.
      tags: { [TAG.payloadSha256]: undefined, [TAG.payloadCompressor]: undefined },
    });
  },
  run: async (input, dir) => {
    const entries = await readPayload(parsePackage(input, 'fuzz.rpm'), SILENT);
    await extractPayload(entries, dir, SILENT);
  },
  refuses: (error) => error instanceof UserError,
};

function file(random: Random): MadeFile {
  return {
    path: random.pick(random.once(2) ? NAMES : ESCAPES),
    content: 'x'.repeat(random.below(9)),
    mode: random.once(3) ? random.pick(MODES) : 0o100644,
    inode: 1 + random.below(6),
    claims: { digest: '' },
  };
}

function entry({ path, content = '' }: MadeFile, index: number, random: Random): ArchiveEntry {
  if (random.once(4)) return { index: random.once(8) ? random.below(9) : index, content };
  return { name: `${random.once(2) ? '.' : ''}${path.toString()}`, content: random.once(9) ? '' : content };
}
