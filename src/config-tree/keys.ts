import { mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { UserError } from '../errors.ts';
import type { ReleaseKeyFile } from '../release-rpm/types.ts';
import type { UsedRepository } from './gpgcheck.ts';

/** Directory of the tree for keys of the release package. */
const DIR = 'keys/release-rpm';

/** Keys the assembler's image brings. */
const IMAGE_KEYS = '/usr/share/distribution-gpg-keys/';

/**
 * Writes the keys the release package ships into the tree: where the solver runs, the package is not installed.
 *
 * @returns path inside the package → path in the tree.
 */
export async function writeKeys(out: string, files: readonly ReleaseKeyFile[]): Promise<Map<string, string>> {
  const written = new Map<string, string>();
  for (const { path, content } of files) {
    const file = posix.join(DIR, path);
    if (!file.startsWith(`${DIR}/`))
      throw new UserError(`ovirt-release: its file ${path} leads out of the package`);
    await mkdir(join(out, dirname(file)), { recursive: true });
    await writeFile(join(out, file), content);
    written.set(posix.normalize(path), file);
  }
  return written;
}

/**
 * Where an address of a `gpgkey=` is in the tree: a key the release package ships, or a path without a scheme, which
 * is a file of the configuration.
 */
export function keyInTree(address: string, keys: ReadonlyMap<string, string>): string | undefined {
  const absolute = /^file:\/\/\/(.*)$/.exec(address)?.[1];
  if (absolute !== undefined) return keys.get(posix.normalize(absolute));
  return /^[A-Za-z][A-Za-z0-9+.-]*:|^\//.test(address) ? undefined : posix.normalize(address);
}

/**
 * Looks whether the keys the repositories name will be there.
 *
 * @throws UserError for a file of the configuration that is not there.
 */
export function checkKeys(
  out: string,
  repositories: readonly UsedRepository[],
  keys: ReadonlyMap<string, string>,
  warn: (message: string) => void,
): void {
  for (const { id, file, gpgcheck, gpgkey } of repositories) {
    if (gpgcheck && gpgkey.length === 0)
      warn(`${id} (${file}): gpgcheck=1 without a gpgkey=; the solver will find no key`);
    for (const address of gpgcheck ? gpgkey : []) {
      const inTree = keyInTree(address, keys);
      if (inTree !== undefined && (inTree.startsWith('../') || !existsSync(join(out, inTree)))) {
        throw new UserError(`${file}: gpgkey of ${id}: the configuration has no file ${address}`, {
          location: { file },
        });
      }
      const path = inTree === undefined ? /^file:\/\/(\/.*)$/.exec(address)?.[1] : undefined;
      if (path !== undefined && !path.startsWith(IMAGE_KEYS)) {
        warn(
          `${id} (${file}): the key ${path} is not in the configuration or the release rpm; the assembler's image has to have it`,
        );
      }
    }
  }
}
