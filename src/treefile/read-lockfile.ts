import { basename } from 'node:path';
import { decode } from './decode.ts';
import { TreefileError } from './error.ts';
import { memberOf, type Located } from './located.ts';
import { Mismatch } from './mismatch.ts';
import { mismatchError } from './mismatch-error.ts';
import { openFile } from './open-file.ts';
import { readJson } from './read-json.ts';
import { readYaml } from './read-yaml.ts';
import { BUFFERED } from './reading.ts';
import type { Field, Shape, StructShape } from './shapes.ts';

/** One lockfile by itself. */
export interface Lockfile {
  readonly path: string;
  /** The document as it stands; undefined for an empty file. */
  readonly root: Located | undefined;
  /** Entries by package name, sorted, the last of two with one name: `evr` or `evra`, and `digest`, `metadata`. */
  readonly packages: Located;
  readonly metadata: Located | undefined;
}

const STRING: Shape = { is: 'string' };
const TIME: Shape = { is: 'time' };
const strict = (name: string, fields: Readonly<Record<string, Field>>): StructShape => ({
  is: 'struct',
  name,
  fields,
  strict: true,
});

const locked = (version: 'evr' | 'evra'): StructShape =>
  strict('LockedPackage', {
    [version]: { shape: STRING },
    digest: { shape: STRING, optional: true },
    metadata: { shape: { is: 'map', of: { is: 'any' } }, optional: true },
  });

const LOCKFILE = strict('LockfileConfig', {
  packages: {
    shape: {
      is: 'map',
      of: { is: 'one-of', name: 'LockedPackage', variants: [locked('evr'), locked('evra')] },
    },
    optional: true,
  },
  metadata: {
    shape: strict('LockfileConfigMetadata', {
      generated: { shape: TIME, optional: true },
      rpmmd_repos: {
        shape: { is: 'map', of: strict('LockfileRepoMetadata', { generated: { shape: TIME } }) },
        optional: true,
      },
    }),
    optional: true,
  },
});

/**
 * Reads one lockfile, YAML or JSON by its name.
 *
 * @param path as it is told in errors; `resolved` is where it is.
 * @throws TreefileError in rpm-ostree's words, with the place.
 */
export function readLockfile(path: string, resolved: string): Lockfile {
  if (path === '' || path.endsWith('/')) throw new TreefileError('Expected a filename', { file: path });
  const { text } = openFile(path, resolved);
  return lockfileIn(path, isYamlName(path) ? readYaml(text, path) : readJson(text, path));
}

/**
 * The lockfile a document is, which was read as the path's name says.
 *
 * @throws TreefileError as {@link readLockfile}
 */
export function lockfileIn(path: string, root: Located | undefined): Lockfile {
  const isYaml = isYamlName(path);
  const start = root ?? { scalar: null, source: '', origin: { file: path, line: 1, column: 1 } };
  try {
    const lockfile = decode(LOCKFILE, start, isYaml ? { path: '', raw: true } : BUFFERED);
    const packages = memberOf(lockfile, 'packages');
    if (packages === undefined) throw new TreefileError(`Key 'packages' not found in ${path}`, start.origin);
    return { path, root, packages, metadata: memberOf(lockfile, 'metadata') };
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    throw mismatchError(error, { path, reader: isYaml ? 'serde-yaml' : 'serde-json', root });
  }
}

function isYamlName(path: string): boolean {
  return /\.ya?ml$/.test(basename(path));
}
