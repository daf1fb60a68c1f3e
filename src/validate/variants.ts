import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isBuildArgsName, parseBuildArgs, releaseverOf, variablesOf } from '../build-args/build-args.ts';
import { insideOf } from '../config-tree/copy.ts';
import type { LookSettings } from './look-settings.ts';
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
  /** Given from outside, as the settings of the configuration say; they beat everything else. */
  readonly vars: Readonly<Record<string, string>>;
}

/**
 * The variants of a configuration that is no template: one for each build-args*.conf that names a manifest, as the
 * base configurations of 2026 have it; else one for each manifest*.yaml. The settings of the configuration may name
 * other manifests, and values of variables.
 *
 * @throws UserError for a file that is a link out of the root.
 */
export async function findVariants(
  dir: string,
  root: string,
  { vars, manifests }: LookSettings,
): Promise<Variant[]> {
  const starts = await startsOf(dir, root, manifests);
  return starts.flatMap((start) => vars.map((set) => ({ ...start, vars: set })));
}

type Start = Omit<Variant, 'vars'>;

async function startsOf(dir: string, root: string, manifests: readonly string[]): Promise<Start[]> {
  const names = (await readdir(dir)).sort();
  const variants: Start[] = [];
  for (const name of names.filter(isBuildArgsName)) {
    const args = parseBuildArgs(name, await readFile(await insideOf(join(dir, name), root), 'utf8'));
    const entry = args.values.get('MANIFEST')?.value ?? 'manifest.yaml';
    if (!names.includes(entry)) continue;
    variants.push({ entry, args: name, variables: variablesOf(args), releasever: releaseverOf(args) });
  }
  const plain = (entry: string): Start => ({ entry, args: undefined, variables: {}, releasever: undefined });
  if (manifests.length > 0) {
    return manifests.flatMap((entry) => {
      const own = variants.filter((variant) => variant.entry === entry);
      return own.length > 0 ? own : [plain(entry)];
    });
  }
  if (variants.length > 0) return variants;
  return names.filter((name) => isManifestName(name) && !name.endsWith('.in')).map(plain);
}
