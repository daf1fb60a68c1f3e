import { isAbsolute, posix, relative } from 'node:path';
import type { Location } from '../errors.ts';
import type { VariantView } from '../lint/context.ts';
import type { Finding } from '../lint/finding.ts';
import { finish } from '../lint/finish.ts';
import { withConfig, type OpenedConfig } from '../lint/open.ts';
import type { LintOptions } from '../lint/options.ts';
import type { Variant } from '../lint/variants.ts';
import { possibleVariants, whenText } from '../lint/when.ts';
import { sideBySide } from '../process/side-by-side.ts';
import { checkPackages } from '../rpm-md/check.ts';
import { readDefinitions } from '../rpm-md/config-files.ts';
import { readLocks } from '../rpm-md/lock-file.ts';
import { manifestPart } from '../rpm-md/request.ts';
import { Turns } from '../rpm-md/turns.ts';
import type { MetadataNetwork, RepositoryDefinition } from '../rpm-md/types.ts';
import { oneNotice } from './not-found.ts';

/** What {@link checkRepositories} is asked. */
export interface RepositoryCheck {
  /** Absolute directory with the manifests and, beside them, their .repo and lock files. */
  readonly dir: string;
  /** Which variants are looked at, and how places are named: the options of a lint. */
  readonly options: LintOptions;
  /** Values of `$name` in .repo files: secrets. */
  readonly yumVariables: Readonly<Record<string, string>>;
  /** Absolute directory metadata are kept in between runs. */
  readonly cacheDir: string;
  readonly network: MetadataNetwork;
}

/** Metadata that are read at once, of all variants together. */
const READ_AT_ONCE = 2;

/**
 * Looks up what a configuration asks for in the repositories it uses, for every variant a lint looks at. Proxies and
 * certificates have to be set up before (`prepareNetwork`).
 *
 * @returns findings; `when` says which variants one is about. A variant the manifest cannot be resolved for is one
 * finding (`repo-check-skipped`): linting says more about it.
 * @throws UserError as a lint does.
 */
export async function checkRepositories(check: RepositoryCheck): Promise<Finding[]> {
  return await withConfig(check.dir, check.options, async (opened) => {
    const { variants, openRepos } = opened.context;
    const { dir } = opened.workspace.tree;
    const own = check.dir;
    const repositories = await readDefinitions(dir, [own]);
    const turns = new Turns(READ_AT_ONCE);
    const results = await sideBySide(
      variants.map(async (view) => ({
        variant: view.variant,
        findings: await checkVariant(check, view, { dir, own, repositories, turns, openRepos }),
      })),
    );
    const merged = merge(results, opened);
    return finish(oneNotice(merged), opened, { comments: false });
  });
}

interface Surroundings {
  /** Where templates are filled in. */
  readonly dir: string;
  /** The configuration itself, which links there may lead to. */
  readonly own: string;
  readonly repositories: readonly RepositoryDefinition[];
  readonly turns: Turns;
  /** The build brings further repositories: nothing is missing for sure. */
  readonly openRepos: boolean;
}

async function checkVariant(
  { yumVariables, cacheDir, network }: RepositoryCheck,
  { variant, flattened, refusal }: VariantView,
  { dir, own, repositories, turns, openRepos }: Surroundings,
): Promise<Finding[]> {
  if (flattened === undefined) return [skipped(variant, refusal)];
  const { arch, entry } = variant;
  const locked = await readLocks(dir, arch, [own]);
  const part = manifestPart(flattened, repositories, locked, yumVariables);
  const open = openRepos ? { open: { file: entry } } : {};
  const request = { ...part, repositories, locked, basearch: arch, cacheDir, network, ...open };
  return (await checkPackages(request, turns)).map((finding) => ({
    ...finding,
    location: below(dir, finding.location),
  }));
}

function skipped({ entry }: Variant, refusal: VariantView['refusal']): Finding {
  return {
    rule: 'repo-check-skipped',
    severity: 'info',
    message:
      refusal === undefined
        ? 'packages were not looked up, because not all that the manifest includes is here'
        : `packages were not looked up, because the manifest cannot be resolved: ${refusal.message}`,
    location: refusal?.at ?? { file: entry },
  };
}

/** Each finding once, with the variants it holds for. */
function merge(
  results: readonly { readonly variant: Variant; readonly findings: readonly Finding[] }[],
  { context }: OpenedConfig,
): Finding[] {
  const merged = new Map<string, { readonly finding: Finding; readonly seen: Set<Variant> }>();
  for (const { variant, findings } of results) {
    for (const finding of findings) {
      const key = JSON.stringify(finding);
      const entry = merged.get(key) ?? { finding, seen: new Set() };
      entry.seen.add(variant);
      merged.set(key, entry);
    }
  }
  return [...merged.values()].map(({ finding, seen }) => {
    const when = whenText(seen, possibleVariants(context, finding.location.file, seen));
    return when === undefined ? finding : { ...finding, when };
  });
}

/** Flattening spells paths as includes do: `./manifests/../x.yaml`. */
function below(dir: string, location: Location): Location {
  const file = isAbsolute(location.file) ? relative(dir, location.file) : location.file;
  return { ...location, file: posix.normalize(file) };
}
