import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPackage } from '../../../src/release-rpm/package.ts';
import { TAG } from '../../../src/release-rpm/tags.ts';
import { sealPackage } from '../../support/rpm/package.ts';
import { must } from '../must.ts';

/** A key of gpg to be made. */
export interface GpgKeyOptions {
  readonly name: string;
  /** gpg's word for it: `rsa2048`, `nistp256` … */
  readonly algorithm: string;
  /** Makes the key for certifying only, with a signing subkey of this algorithm. */
  readonly subkey?: string;
  /** The day it is made, and how long it lives: `20200101T000000`, `30d`. */
  readonly made?: string;
  readonly expires?: string;
}

/** A key of gpg with a home of its own. */
export interface GpgKey {
  readonly name: string;
  readonly home: string;
  /** Armored and binary public key. */
  readonly armored: string;
  readonly binary: string;
  readonly made: string | undefined;
}

/** Makes a key below `dir`, anew. */
export async function makeGpgKey(dir: string, options: GpgKeyOptions): Promise<GpgKey> {
  const { name, algorithm, subkey, made, expires = 'never' } = options;
  const home = join(dir, name);
  await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true, mode: 0o700 });
  const env = { GNUPGHOME: home };
  const quiet = ['--batch', '--quiet', '--pinentry-mode=loopback', '--passphrase', ''] as const;
  const then = made === undefined ? [] : ['--faked-system-time', made];
  const usage = subkey === undefined ? 'sign' : 'cert';
  await must(
    [
      'gpg',
      ...quiet,
      ...then,
      '--quick-generate-key',
      `${name} <${name}@lab.invalid>`,
      algorithm,
      usage,
      expires,
    ],
    { env },
  );
  if (subkey !== undefined) {
    const listed = await must(['gpg', '--batch', '--with-colons', '--list-keys', name], { env });
    const [, fingerprint = ''] = /^fpr:+([0-9A-F]{40}):/m.exec(listed) ?? [];
    await must(['gpg', ...quiet, ...then, '--quick-add-key', fingerprint, subkey, 'sign', expires], { env });
  }
  const armored = join(dir, `${name}.asc`);
  const binary = join(dir, `${name}.gpg`);
  await writeFile(armored, await must(['gpg', '--batch', '--armor', '--export', name], { env }));
  await rm(binary, { force: true });
  await must(['gpg', '--batch', '--output', binary, '--export', name], { env });
  return { name, home, armored, binary, made };
}

/** How rpmsign is to sign. */
export interface SignOptions {
  readonly digest?: string;
  /** Header and payload together as well, as rpm did before 4.14. */
  readonly both?: boolean;
}

/** Signs packages in place; Debian's rpm looks for gpg elsewhere than where it is. */
export async function rpmsign(file: string, key: GpgKey, { digest, both }: SignOptions = {}): Promise<void> {
  const define = (name: string, value: string): string[] => ['--define', `${name} ${value}`];
  await must(
    [
      'rpmsign',
      '--addsign',
      ...(both === true ? ['--rpmv3'] : []),
      ...define('__gpg', '/usr/bin/gpg'),
      ...define('_gpg_name', key.name),
      ...(digest === undefined ? [] : define('_gpg_digest_algo', digest)),
      ...(key.made === undefined
        ? []
        : define('_gpg_sign_cmd_extra_args', `--faked-system-time ${key.made}`)),
      file,
    ],
    { env: { GNUPGHOME: key.home } },
  );
}

/**
 * Signs a package in place without rpmsign, which of version 4.18 refuses ECDSA and does not know the tag of rpm 6:
 * gpg signs the header, and the package is put together anew around it.
 */
export async function signByHand(file: string, key: GpgKey, tag: 'sigDsa' | 'sigOpenPgp'): Promise<void> {
  const { header, payload } = await openPackage(file);
  const data = `${file}.header`;
  await writeFile(data, header.bytes);
  await rm(`${data}.sig`, { force: true });
  await must(['gpg', '--batch', '--quiet', '--detach-sign', '--local-user', key.name, data], {
    env: { GNUPGHOME: key.home },
  });
  const bytes = await readFile(`${data}.sig`);
  const value = tag === 'sigDsa' ? { bytes } : { texts: [bytes.toString('base64')] };
  await writeFile(file, sealPackage(header.bytes, payload, { signatureTags: { [TAG[tag]]: value } }));
}
