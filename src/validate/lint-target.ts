import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { isBuildArgsName } from '../build-args/build-args.ts';
import { insideOf } from '../config-tree/copy.ts';
import type { TreeView } from '../config-tree/manifest-view.ts';
import { isTemplate, placeholdersIn } from '../config-tree/placeholders.ts';
import { wholePreview } from '../config-tree/whole-preview.ts';
import { unlessRefused } from '../unless-refused.ts';
import type { Finding } from '../lint/finding.ts';
import type { LintOptions } from '../lint/options.ts';
import { sourcePlaces } from '../lint/rendered.ts';
import { SETTINGS_FILE } from '../lint/settings.ts';
import { mergeVariants } from '../rpm-md/variants.ts';
import { archesOf } from './arches.ts';
import { writeBaseAlone } from './base-alone.ts';
import { atManifest, causedByConfig, sortByOwner } from './base-findings.ts';
import { lookSettings } from './look-settings.ts';
import type { Releases } from './releases.ts';
import { needsRendering, wantsBase } from './rendering.ts';
import { renderable, type Side } from './side.ts';
import { directoryOf, type Target } from './targets.ts';
import type { Linter, LookUp, LookUpRequest } from './types.ts';
import { argsOf } from './variants.ts';

/** Hidden files that say how a configuration is looked at. */
const HIDDEN = [SETTINGS_FILE, '.gitmodules'];

/** What looks at a configuration, and what for. */
export interface Looking {
  readonly lint: Linter;
  /** Undefined = packages are not looked up. */
  readonly lookUp: LookUp | undefined;
  /** The release package, opened for each architecture; undefined when none was given. */
  readonly releases: Releases | undefined;
  /** Version of the assembler's rpm-ostree, where it is known. */
  readonly rpmOstree: string | undefined;
  readonly guard: LookUpRequest['guard'];
  readonly info: (message: string) => void;
}

/**
 * What is wrong with one configuration, with files named from it. One that means something only with its base is
 * looked at as the build renders it.
 *
 * @throws UserError for one that cannot be looked at.
 */
export async function lintTarget(target: Target, side: Side, looking: Looking): Promise<Finding[]> {
  const dir = await insideOf(join(side.root, target.path), side.root);
  // What is in the way of rendering is said where the manifest is flattened, and by the rules on the files as they are.
  const plan = await unlessRefused(async () => await planFor(dir, target, side, looking));
  if (plan === undefined) return await lintAsItIs(dir, target, side, looking);
  const results: { variant: { arch: string; vars: Record<string, string> }; findings: Finding[] }[] = [];
  for (const [index, arches] of plan.groups.entries()) {
    const [arch = ''] = arches;
    const work = join(side.work, `lint-${target.path.replaceAll(/[^\w.-]/g, '_')}-${index}`);
    const rendered = await renderFor(dir, arch, plan.base, work, side, looking);
    if (rendered === undefined) return await lintAsItIs(dir, target, side, looking);
    const findings = await lintRendered(rendered, arches, { work, base: plan.base, target, side, looking });
    results.push({ variant: { arch, vars: {} }, findings });
  }
  const [only] = results;
  return results.length === 1 && only !== undefined ? only.findings : mergeVariants(results);
}

/** How a configuration is rendered; undefined when it is looked at as it is. */
interface Plan {
  /** Architectures that have the same tree. */
  readonly groups: readonly (readonly string[])[];
  readonly base: string | undefined;
}

async function planFor(
  dir: string,
  target: Target,
  side: Side,
  { releases }: Looking,
): Promise<Plan | undefined> {
  const config = { ...renderable(target, side), dir };
  const hasManifest = ['manifest.yaml', 'manifest.yaml.in'].some((name) => existsSync(join(dir, name)));
  const needed = (await needsRendering(config, side.render)) || (releases !== undefined && hasManifest);
  if (!needed) return undefined;
  const wanted = await wantsBase(config, side.render);
  const base = wanted ? await side.render.base() : undefined;
  if (wanted && base === undefined) return undefined;
  const arches = archesOf(target, side);
  const isOne = !(await namesArch(dir)) && (releases === undefined || releases.areAlike(arches));
  return { groups: isOne ? [arches] : arches.map((arch) => [arch]), base };
}

/** True when a template becomes another text on another architecture. */
async function namesArch(dir: string): Promise<boolean> {
  for (const name of (await readdir(dir)).filter(isTemplate)) {
    const text = await readFile(await insideOf(join(dir, name), dir), 'utf8');
    if (placeholdersIn(text).includes('ARCH')) return true;
  }
  return false;
}

async function renderFor(
  dir: string,
  arch: string,
  base: string | undefined,
  work: string,
  { render }: Side,
  { releases }: Looking,
): Promise<TreeView | undefined> {
  const release = releases?.of(arch);
  const { vars } = lookSettings(dir);
  const out = join(work, 'tree');
  const request = { ...render, config: dir, base, arch, vars, argsOf, release, hidden: HIDDEN, out };
  return await unlessRefused(async () => await wholePreview(request, () => undefined));
}

/** What is common to the parts of one look at a rendered tree. */
interface Look {
  readonly work: string;
  readonly base: string | undefined;
  readonly target: Target;
  readonly side: Side;
  readonly looking: Looking;
}

async function lintRendered(view: TreeView, arches: readonly string[], look: Look): Promise<Finding[]> {
  const { looking, target, side } = look;
  const { releases, lint, lookUp, guard } = looking;
  const [arch = ''] = arches;
  // A base at the root has manifests there that nobody builds.
  const entries = view.basePath === '.' ? { manifests: ['manifest.yaml'] } : {};
  const options = { ...optionsFor(target.path, side, looking, arches), layersAll: true, ...entries };
  const openRepos = releases?.of(arch) === undefined;
  const rendered = { ...options, openRepos, placeOf: sourcePlaces(view) };
  const found = sortByOwner(await lint(view.out, rendered), view.config, options.submodules ?? []);
  const manifest = sourcePlaces(view)({ file: 'manifest.yaml' }).location.file;
  const caused =
    found.ofBase.length === 0 ? [] : causedByConfig(found.ofBase, await aloneFindings(view, options, look));
  const rest = found.ofBase.filter(({ severity }) => severity !== 'info').length - caused.length;
  if (rest > 0) looking.info(`${rest} findings are in the base configuration itself and not reported`);
  const findings = [...found.own, ...caused.map((finding) => atManifest(finding, manifest))];
  if (lookUp === undefined) return findings;
  const refusal = releases?.refusalOf(arch);
  if (refusal !== undefined) return [...findings, notLookedUp(refusal, manifest)];
  const looked = sortByOwner(
    await lookUp(view.out, { options: rendered, guard }),
    view.config,
    options.submodules ?? [],
  );
  // Of the packages of a base every missing one ends the build, whoever asks for it.
  const told = looked.ofBase
    .filter(({ severity }) => severity !== 'info')
    .map((finding) => atManifest(finding, manifest));
  return [...findings, ...looked.own, ...told];
}

/** What is wrong with the base without the configuration. */
async function aloneFindings(
  { manifest, config, arch }: TreeView,
  options: LintOptions,
  { work, base, side: { render }, looking: { lint } }: Look,
): Promise<readonly Finding[]> {
  const dir = join(work, 'base-alone');
  // What is handed to the manifest is the same for its base.
  const kept = [...HIDDEN, ...(await readdir(config)).filter(isBuildArgsName)];
  if (!(await writeBaseAlone(manifest.text, config, kept, dir))) return [];
  const settings = { ...render, overrides: '', packages: [], variables: [], exclude: [] };
  // A base in a submodule lies in the configuration.
  const brought = join(config, render.basePath);
  const from = base ?? (render.basePath !== '.' && existsSync(brought) ? brought : undefined);
  const out = join(work, 'base-tree');
  const request = {
    ...settings,
    config: dir,
    base: from,
    arch,
    argsOf,
    release: undefined,
    hidden: HIDDEN,
    out,
  };
  const view = await unlessRefused(async () => await wholePreview(request, () => undefined));
  if (view === undefined) return [];
  return await lint(out, { ...options, openRepos: true, placeOf: sourcePlaces(view) });
}

/**
 * What is wrong with the files of a directory as they are.
 *
 * @param dir real path of its directory.
 * @param more options of the look.
 */
export async function lintAsItIs(
  dir: string,
  target: Target,
  side: Side,
  looking: Looking,
  more: Pick<LintOptions, 'manifests' | 'within'> = {},
): Promise<Finding[]> {
  const options = { ...optionsFor(directoryOf(target), side, looking, archesOf(target, side)), ...more };
  const found = await looking.lint(dir, options);
  if (looking.lookUp === undefined) return [...found];
  const { guard } = looking;
  return [...found, ...(await looking.lookUp(dir, { options, guard }))];
}

function optionsFor(
  path: string,
  { render, submodules }: Side,
  { rpmOstree }: Looking,
  arches: readonly string[],
): LintOptions {
  const prefix = path === '' ? '' : `${path}/`;
  return {
    arches,
    placeholders: render.placeholders(arches[0] ?? ''),
    rpmOstree,
    submodules: submodules
      .filter((submodule) => submodule.startsWith(prefix))
      .map((submodule) => posix.normalize(submodule.slice(prefix.length))),
  };
}

function notLookedUp(refusal: string, manifest: string): Finding {
  return {
    rule: 'repo-check-skipped',
    severity: 'info',
    message: `packages were not looked up: ${refusal}`,
    location: { file: manifest },
  };
}
