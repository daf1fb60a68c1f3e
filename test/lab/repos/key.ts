import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { must } from '../must.ts';

/** A signing key of the lab. */
export interface LabKey {
  /** Armored public key. */
  readonly path: string;
  /** For gpg and rpmsign. */
  readonly home: string;
  readonly name: string;
}

/** Makes a key for signing packages, once; its home is kept under `dir`. */
export async function ensureKey(dir: string, name = 'oni-lab'): Promise<LabKey> {
  const home = join(dir, `gnupg-${name}`);
  const path = join(dir, `RPM-GPG-KEY-${name}`);
  const key: LabKey = { path, home, name };
  if (existsSync(path)) return key;
  // Directories above it are for every user: who builds as another one reads the key beside it.
  await mkdir(dirname(home), { recursive: true });
  await mkdir(home, { recursive: true, mode: 0o700 });
  const env = { GNUPGHOME: home };
  await must(
    [
      'gpg',
      '--batch',
      '--quiet',
      '--pinentry-mode=loopback',
      '--passphrase',
      '',
      '--quick-generate-key',
      `${name} <${name}@lab.invalid>`,
      'rsa3072',
      'sign',
      'never',
    ],
    { env },
  );
  await writeFile(path, await must(['gpg', '--batch', '--armor', '--export', name], { env }));
  return key;
}

/** Signs packages. Debian's rpm looks for gpg elsewhere than where it is. */
export async function signPackages(files: readonly string[], key: LabKey): Promise<void> {
  await must(
    ['rpmsign', '--addsign', '--define', '__gpg /usr/bin/gpg', '--define', `_gpg_name ${key.name}`, ...files],
    { env: { GNUPGHOME: key.home } },
  );
}
