import { dirname, posix } from 'node:path';
import type { ChangedFile } from '../git/changed-files.ts';
import { isObject } from '../json.ts';
import type { Flattened } from '../treefile/types.ts';
import { directoryOf, type Target } from './targets.ts';
import type { FileChange, FileRole, Meaning } from './types.ts';

/** Files of a configuration that matter by their names, relative to it. */
const ROLES: readonly { readonly pattern: RegExp; readonly role: FileRole }[] = [
  { pattern: /^overlay\.d\/[^/]+\//, role: 'overlay' },
  { pattern: /^[^/]+\.repo(?:\.in)?$/, role: 'repository' },
  { pattern: /^(?:image(?:-[^/]+)?|platforms|extensions)\.ya?ml(?:\.in)?$/, role: 'image' },
  { pattern: /^build-args(?:-[^/]+)?\.conf$/, role: 'image' },
  { pattern: /^live\//, role: 'live' },
  { pattern: /(?:^|\/)finalize\.d\/[^/]+$/, role: 'script' },
];

/**
 * The changed files whose content ends up in an image without being part of a flattened manifest: overlays, repository
 * files, and what a manifest names, such as scripts and the files of users and groups.
 *
 * @param meanings of both sides.
 */
export function contentChanges(
  changed: readonly ChangedFile[],
  targets: readonly Target[],
  meanings: readonly Meaning[],
): FileChange[] {
  const named = new Map(meanings.flatMap(namedFiles));
  return changed.flatMap(({ path, status }): FileChange[] => {
    const role =
      named.get(path) ?? targets.map((target) => roleIn(target, path)).find((found) => found !== undefined);
    return role === undefined ? [] : [{ path, status, role }];
  });
}

function roleIn(target: Target, path: string): FileRole | undefined {
  const dir = directoryOf(target);
  if (dir !== '' && !path.startsWith(`${dir}/`)) return undefined;
  const below = dir === '' ? path : path.slice(dir.length + 1);
  return roleOf(below);
}

/** What a file is to the image by its name alone. @param path below the configuration */
export function roleOf(path: string): FileRole | undefined {
  return ROLES.find(({ pattern }) => pattern.test(path))?.role;
}

/** Files a manifest names, where they are below the root. */
export function namedFiles({ result, locate }: Meaning): [string, FileRole][] {
  if (!('flattened' in result)) return [];
  const scripts = [...result.flattened.finalize.values()].flatMap((path): [string, FileRole][] => {
    const file = locate({ file: path, line: 1, column: 1 })?.file;
    return file === undefined ? [] : [[file, 'script']];
  });
  const named = referencesOf(result.flattened).flatMap(({ name, origin, role }): [string, FileRole][] => {
    const file = origin === undefined ? undefined : locate(origin)?.file;
    return file === undefined ? [] : [[posix.normalize(`${dirname(file)}/${name}`), role]];
  });
  return [...scripts, ...named];
}

function referencesOf({ config, provenance }: Flattened) {
  const winner = (key: string) => {
    const found = provenance.get(key);
    return found?.kind === 'scalar' ? found.winner : undefined;
  };
  const script = config['postprocess-script'];
  const files = provenance.get('add-files');
  const pairs: readonly unknown[] = Array.isArray(config['add-files']) ? config['add-files'] : [];
  return [
    ...(typeof script === 'string'
      ? [{ name: script, origin: winner('postprocess-script'), role: 'script' as const }]
      : []),
    ...pairs.flatMap((pair, index) => {
      const source: unknown = Array.isArray(pair) ? pair[0] : undefined;
      const origin = files?.kind === 'list' ? files.origins[index] : undefined;
      return typeof source === 'string' ? [{ name: source, origin, role: 'file' as const }] : [];
    }),
    ...['check-passwd', 'check-groups'].flatMap((key) => {
      const value = config[key];
      const name = isObject(value) ? value['filename'] : undefined;
      return typeof name === 'string' ? [{ name, origin: winner(key), role: 'accounts' as const }] : [];
    }),
  ];
}
