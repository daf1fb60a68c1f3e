import { UserError } from '../errors.ts';
import { keyText, memberOf } from './located.ts';
import { mergeLockfiles } from './lockfile.ts';
import { readLockfile } from './read-lockfile.ts';

/**
 * Looks whether the assembler could work with a lock file. rpm-ostree itself is content with less: of a name that is
 * there twice the last one counts, and a package of another architecture is not found, in silence both.
 *
 * @param arch architecture its packages have to be for; undefined for a file of all architectures.
 * @throws UserError with the place of the entry; {@link TreefileError} in rpm-ostree's words for what is no lock file.
 */
export function checkLockfile(path: string, arch: string | undefined): void {
  const { root } = readLockfile(path, path);
  const seen = new Map<string, number>();
  for (const { key } of (root === undefined ? undefined : memberOf(root, 'packages'))?.entries ?? []) {
    const name = keyText(key);
    const before = seen.get(name);
    if (before !== undefined) {
      throw new UserError(
        `found ${name} again, which line ${before} has already; each package has one version`,
        {
          location: key.origin,
        },
      );
    }
    seen.set(name, key.origin.line);
  }
  const { packages } = mergeLockfiles([path]);
  if (packages.length === 0) {
    throw new UserError('found no packages, expected a lock as a build leaves it', {
      location: { file: path },
    });
  }
  const foreign = packages.find((one) => arch !== undefined && !['', 'noarch', arch].includes(one.arch));
  if (foreign !== undefined) {
    throw new UserError(
      `${foreign.name}: found the architecture ${foreign.arch}, expected ${arch} or noarch; ` +
        'each architecture has a lock of its own',
      { location: foreign.origin },
    );
  }
}
