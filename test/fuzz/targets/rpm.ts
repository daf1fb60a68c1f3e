import { UserError } from '../../../src/errors.ts';
import { extractPayload } from '../../../src/release-rpm/extract.ts';
import { readKeys } from '../../../src/release-rpm/keys.ts';
import { openReleasePackage } from '../../../src/release-rpm/open-release.ts';
import { parsePackage } from '../../../src/release-rpm/package.ts';
import { TAG } from '../../../src/release-rpm/tags.ts';
import type { TagValue } from '../../support/rpm/header.ts';
import { makeParts, sealPackage, type MadeOptions } from '../../support/rpm/package.ts';
import { makeSigner } from '../../support/rpm/signer.ts';
import { mutate } from '../mutate.ts';
import { ESCAPES, type Target } from '../target.ts';
import { SILENT } from './log.ts';

/** The same in every process: its signatures are part of the cases. */
const KEY = makeSigner('ed25519', Buffer.alloc(32, 1));
const KEYS = await readKeys(KEY.publicKey, 'key');
const WORDS = [
  ...ESCAPES,
  '\u0000',
  '\u00ff\u00ff\u00ff\u00ff',
  '\u008e\u00ad\u00e8\u0001',
  '[x]\nenabled=1\n',
];

const OLD: MadeOptions['tags'] = { [TAG.payloadSha256]: undefined, [TAG.payloadSha256Algorithm]: undefined };
const FILES: MadeOptions['files'] = [
  { path: '/etc/pki/rpm-gpg/RPM-GPG-KEY-a', content: KEY.publicKey, inode: 5 },
  { path: '/usr/share/ovirt-el9-deps.repo', content: '[a]\nbaseurl=x\n', inode: 5 },
  { path: '/usr/share/ovirt-snapshot.repo', content: '[b]\n@URLKEY@=x\nenabled=0\n' },
];
const SIGNATURES: readonly ((header: Buffer) => Record<number, TagValue>)[] = [
  () => ({}),
  (header) => ({ [TAG.sigDsa]: { bytes: KEY.sign(header, { version: 4, hash: 'sha256' }) } }),
  (header) => ({ [TAG.sigDsa]: { bytes: KEY.sign(header, { version: 3, hash: 'sha1' }) } }),
  (header) => ({
    [TAG.sigOpenPgp]: {
      texts: [KEY.sign(header, { version: 4, hash: 'sha512' }).toString('base64'), 'eA=='],
    },
  }),
];
const PARTS = [{}, { tags: OLD }, { tags: OLD, files: FILES }].map((options) => makeParts(options));

/** Whole packages, changed as a file, or in their header or signature with everything around them put right again. */
export const rpm: Target = {
  name: 'rpm',
  generate: (random) => {
    const { header, payload } = random.pick(PARTS);
    const sign = random.pick(SIGNATURES);
    switch (random.below(3)) {
      case 0:
        return mutate(sealPackage(header, payload, { signatureTags: sign(header) }), random, WORDS);
      case 1: {
        const changed = mutate(header, random, WORDS);
        return sealPackage(changed, payload, { signatureTags: sign(changed) });
      }
      default: {
        const bytes = mutate(KEY.sign(header, { version: 4, hash: 'sha256' }), random, WORDS);
        const tag = random.pick([TAG.sigRsa, TAG.sigDsa, TAG.sigPgp, TAG.sigGpg]);
        return sealPackage(header, payload, { signatureTags: { [tag]: { bytes } } });
      }
    }
  },
  run: async (input, dir) => {
    const pkg = parsePackage(input, 'fuzz.rpm');
    for (const keys of [[], KEYS]) {
      const release = await openReleasePackage(pkg, { keys, arch: 'x86_64' }, SILENT);
      await extractPayload(release.payload, dir, SILENT);
    }
  },
  refuses: (error) => error instanceof UserError,
};
