import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { insideOf } from '../config-tree/copy.ts';
import { isManifestName } from './targets.ts';

/** One way a configuration is built. */
export interface Variant {
  /** Manifest, below the configuration. */
  readonly entry: string;
  /** File of build arguments that says so; undefined when the manifest is built as it is. */
  readonly args: string | undefined;
  /** Variables a manifest gets from the build arguments. */
  readonly variables: Readonly<Record<string, string | boolean>>;
  readonly releasever: number | undefined;
}

/**
 * The variants of a configuration that is no template: one for each build-args*.conf that names a manifest, as the
 * base configurations of 2026 have it; else one for each manifest*.yaml.
 */
export async function findVariants(dir: string, root: string): Promise<Variant[]> {
  const names = (await readdir(dir)).sort();
  const variants: Variant[] = [];
  for (const name of names.filter((file) => /^build-args(?:-.+)?\.conf$/.test(file))) {
    const values = readBuildArgs(await readFile(await insideOf(join(dir, name), root), 'utf8'));
    const entry = values.get('MANIFEST') ?? 'manifest.yaml';
    if (names.includes(entry)) variants.push({ entry, args: name, ...variablesOf(values) });
  }
  if (variants.length > 0) return variants;
  return names
    .filter((name) => isManifestName(name) && !name.endsWith('.in'))
    .map((entry) => ({ entry, args: undefined, variables: {}, releasever: undefined }));
}

/** NAME=value lines; the file is read by a shell, but nothing of a shell is used in it. */
export function readBuildArgs(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*([A-Z][A-Z0-9_]*)=(?:"([^"]*)"|'([^']*)'|(.*?))\s*$/.exec(line);
    if (match?.[1] !== undefined) values.set(match[1], match[2] ?? match[3] ?? match[4] ?? '');
  }
  return values;
}

/**
 * What build-rootfs of fedora-coreos-config hands to the treefile: `deriving`, `id`, `stream` and `osversion`, which
 * has the minor number for RHEL only (`rhel-9.8`, `centos-9`).
 */
function variablesOf(values: ReadonlyMap<string, string>): Pick<Variant, 'variables' | 'releasever'> {
  const [id, stream, version] = ['ID', 'STREAM', 'VERSION'].map((name) => values.get(name));
  const [major = ''] = (version ?? '').split('.');
  return {
    variables: {
      deriving: true,
      ...(id === undefined ? {} : { id }),
      ...(stream === undefined ? {} : { stream }),
      ...(id === undefined || version === undefined
        ? {}
        : { osversion: `${id}-${id === 'rhel' ? version : major}` }),
    },
    releasever: /^\d{1,4}$/.test(major) ? Number(major) : undefined,
  };
}
