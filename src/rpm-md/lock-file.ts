import { isMap, isScalar, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { readConfigFile } from './config-files.ts';
import type { LockedPackage } from './types.ts';

/** Names of lock files as coreos-assembler takes them, a later one over an earlier one. */
function namesFor(arch: string): string[] {
  return [`manifest-lock.${arch}`, 'manifest-lock.overrides', `manifest-lock.overrides.${arch}`].flatMap(
    (name) => [`${name}.json`, `${name}.yaml`],
  );
}

/** What the lock files of a configuration pin for an architecture; a later file replaces an entry as a whole. */
export async function readLocks(
  dir: string,
  arch: string,
  also: readonly string[] = [],
): Promise<LockedPackage[]> {
  const merged = new Map<string, LockedPackage>();
  for (const file of namesFor(arch)) {
    const text = await readConfigFile(dir, file, also);
    if (text === undefined) continue;
    for (const entry of lockedPackages(text, file)) merged.set(entry.name, entry);
  }
  return [...merged.values()];
}

/** The entries of a lock file, JSON or YAML. What is not shaped like one is passed over: other rules judge shapes. */
export function lockedPackages(text: string, file: string): LockedPackage[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, merge: false });
  const root = document.contents;
  const packages = isMap(root) ? root.get('packages') : undefined;
  if (document.errors.length > 0 || !isMap(packages)) return [];
  return packages.items.flatMap(({ key, value }): LockedPackage[] => {
    if (!isScalar(key) || typeof key.value !== 'string' || !isMap(value)) return [];
    const { line, col } = lines.linePos(key.range?.[0] ?? 0);
    const origin = { file, line, column: col };
    const digest = textOf(value, 'digest');
    const evr = textOf(value, 'evr');
    if (evr !== undefined) return [{ name: key.value, evr, arch: undefined, digest, origin }];
    const [, version, arch] = /^(.*)\.([^.]*)$/.exec(textOf(value, 'evra') ?? '') ?? [];
    return version === undefined ? [] : [{ name: key.value, evr: version, arch, digest, origin }];
  });
}

function textOf(map: YAMLMap, key: string): string | undefined {
  const value = map.get(key);
  return typeof value === 'string' ? value : undefined;
}
