import type { Tree } from './tree.ts';
import { readBuildArgs, releaseverOf, variablesOf, type BuildArgs } from './build-args.ts';
import { includesOf, readTreefile } from './treefile.ts';

/** One way a manifest is built: the run looks at all of them at once. */
export interface Variant {
  readonly entry: string;
  readonly arch: string;
  /** Given by the caller; always strings. */
  readonly vars: Readonly<Record<string, string>>;
  /** The file whose variables the build hands to the manifest. */
  readonly buildArgs: BuildArgs | undefined;
}

/** How a variant differs from others: by its architecture, its manifest, its variables. */
export function labelsOf(variant: Variant): ReadonlyMap<string, string> {
  return new Map([
    ['arch', variant.arch],
    ['manifest', variant.entry],
    ['build-args', variant.buildArgs?.file ?? ''],
    ...Object.entries(variant.vars),
  ]);
}

/** The initial variables of a variant, with the type they have for conditions. */
export function initialVariables(variant: Variant): Map<string, string | bigint | boolean> {
  const initial = new Map<string, string | bigint | boolean>(Object.entries(variant.vars));
  if (variant.buildArgs === undefined) return initial;
  const releasever = releaseverOf(variant.buildArgs);
  for (const [name, value] of Object.entries(variablesOf(variant.buildArgs)))
    if (!initial.has(name)) initial.set(name, value);
  if (releasever !== undefined && !initial.has('releasever')) initial.set('releasever', BigInt(releasever));
  return initial;
}

/** What decides which variants there are. */
export interface VariantOptions {
  readonly arches: readonly string[];
  /** Values of each variable; every combination is a variant. */
  readonly vars: Readonly<Record<string, readonly string[]>>;
  /** Manifests to look at, instead of those the tree tells. */
  readonly manifests: readonly string[];
}

/** Every variant of a tree: manifests and their build arguments, times architectures, times values of variables. */
export function variantsOf(tree: Tree, options: VariantOptions): Variant[] {
  const starts = startsOf(tree, options.manifests);
  const sets = variableSets(options.vars);
  return starts.flatMap(({ entry, buildArgs }) =>
    options.arches.flatMap((arch) => sets.map((vars) => ({ entry, arch, vars, buildArgs }))),
  );
}

type Start = Pick<Variant, 'entry' | 'buildArgs'>;

function startsOf(tree: Tree, given: readonly string[]): Start[] {
  const all = readBuildArgs(tree);
  const named = all.flatMap((buildArgs) => {
    // Without the argument the build script takes this name.
    const entry = buildArgs.values.get('MANIFEST')?.value ?? 'manifest.yaml';
    return tree.isFile(entry) ? [{ entry, buildArgs }] : [];
  });
  const isNamed = (entry: string): boolean =>
    named.some((start) => tree.identity(start.entry) === tree.identity(entry));
  if (given.length > 0) {
    return given.flatMap((entry): Start[] => {
      const own = named.filter((start) => start.entry === entry);
      return own.length > 0 ? own : [{ entry, buildArgs: undefined }];
    });
  }
  const seen = new Set<string | undefined>();
  const others = entriesOfTree(tree).filter((entry) => {
    const identity = tree.identity(entry);
    if (isNamed(entry) || seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
  return [...named, ...others.map((entry) => ({ entry, buildArgs: undefined }))];
}

/** manifest.yaml, and what the assembler takes for a variant: manifest-NAME.yaml, unless another manifest includes it. */
function entriesOfTree(tree: Tree): string[] {
  const names = tree
    .names('.')
    .filter((name) => /^manifest(?:-[^/]+)?\.yaml$/.test(name) && tree.isFile(name));
  const variants = names.filter((name) => name !== 'manifest.yaml' && !name.startsWith('manifest-lock'));
  const included = new Set(
    tree
      .names('.')
      .filter((name) => name.endsWith('.yaml'))
      .flatMap((name) => includesOf(readTreefile(name, tree.read(name) ?? '')).map(({ path }) => path)),
  );
  return [
    ...names.filter((name) => name === 'manifest.yaml'),
    ...variants.filter((name) => !included.has(name)),
  ];
}

/** Combinations of values beyond this many are a mistake. */
const SETS_LIMIT = 256;

/** Every combination of the values of variables. */
export function variableSets(vars: VariantOptions['vars']): Record<string, string>[] {
  let sets: Record<string, string>[] = [{}];
  for (const [name, values] of Object.entries(vars)) {
    sets = sets.flatMap((set) => values.map((value) => ({ ...set, [name]: value }))).slice(0, SETS_LIMIT);
  }
  return sets;
}
