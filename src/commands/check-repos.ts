import { isAbsolute, posix, relative } from 'node:path';
import type { Location } from '../errors.ts';
import type { Finding } from '../lint/finding.ts';
import { sideBySide } from '../process/side-by-side.ts';
import { checkPackages } from '../rpm-md/check.ts';
import { readDefinitions } from '../rpm-md/config-files.ts';
import { readLocks } from '../rpm-md/lock-file.ts';
import { manifestPart } from '../rpm-md/request.ts';
import { Turns } from '../rpm-md/turns.ts';
import type { MetadataNetwork, RepositoryDefinition } from '../rpm-md/types.ts';
import { mergeVariants, type Variant } from '../rpm-md/variants.ts';
import { TreefileError } from '../treefile/error.ts';
import { flatten } from '../treefile/flatten.ts';
import type { Flattened } from '../treefile/types.ts';

/** What {@link checkRepositories} is asked. */
export interface RepositoryCheck {
  /** Absolute directory with the manifest and, beside it, its .repo and lock files. */
  readonly dir: string;
  /** The manifest's path in it. */
  readonly manifest: string;
  /** rpm's names of the architectures to look at. */
  readonly arches: readonly string[];
  /** Sets of treefile variables, each looked at on every architecture; `[{}]` for none. */
  readonly variables: readonly Readonly<Record<string, string>>[];
  /** Values of `$name` in .repo files: secrets. */
  readonly yumVariables: Readonly<Record<string, string>>;
  /** Absolute directory metadata are kept in between runs. */
  readonly cacheDir: string;
  readonly network: MetadataNetwork;
}

/** Metadata that are read at once, of all architectures together. */
const READ_AT_ONCE = 2;

/**
 * Looks up what a configuration asks for in the repositories it uses, on every architecture and with every set of
 * variables. Proxies and certificates have to be set up before (`prepareNetwork`).
 *
 * @returns findings with locations below `dir`; `when` says which variants one is about. A variant the manifest cannot
 * be resolved for is one finding (`repo-check-skipped`): linting says more about it.
 */
export async function checkRepositories(check: RepositoryCheck): Promise<Finding[]> {
  const definitions = await readDefinitions(check.dir);
  const turns = new Turns(READ_AT_ONCE);
  const variants = check.arches.flatMap((arch) => check.variables.map((vars): Variant => ({ arch, vars })));
  const results = await sideBySide(
    variants.map(async (variant) => ({
      variant,
      findings: await checkVariant(check, variant, definitions, turns),
    })),
  );
  return mergeVariants(results).map((finding) => ({
    ...finding,
    location: below(check.dir, finding.location),
  }));
}

async function checkVariant(
  { dir, manifest, yumVariables, cacheDir, network }: RepositoryCheck,
  { arch, vars }: Variant,
  repositories: readonly RepositoryDefinition[],
  turns: Turns,
): Promise<Finding[]> {
  let flattened: Flattened;
  try {
    flattened = flatten(manifest, { cwd: dir, basearch: arch, vars });
  } catch (error) {
    if (!(error instanceof TreefileError)) throw error;
    return [skipped(error, manifest)];
  }
  const locked = await readLocks(dir, arch);
  const part = manifestPart(flattened, repositories, locked, yumVariables);
  const request = { ...part, repositories, locked, basearch: arch, cacheDir, network };
  return await checkPackages(request, turns);
}

function skipped(error: TreefileError, manifest: string): Finding {
  return {
    rule: 'repo-check-skipped',
    severity: 'info',
    message: `packages were not looked up, because the manifest cannot be resolved: ${error.upstream}`,
    location: error.location ?? { file: manifest },
  };
}

/** Flattening spells paths as includes do: `./manifests/../x.yaml`. */
function below(dir: string, location: Location): Location {
  const file = isAbsolute(location.file) ? relative(dir, location.file) : location.file;
  return { ...location, file: posix.normalize(file) };
}
