import type { LintContext, VariantView } from './context.ts';

/**
 * By what a manifest is seen to be built by a Containerfile, whose script reads only some of its keys: the flag, or
 * the files of such a build beside each other. A flag that says no beats the files.
 *
 * @returns undefined when nothing says so.
 */
export function containerBuildOf({ tree }: Pick<LintContext, 'tree'>, view: VariantView): string | undefined {
  const flag = view.merged.map('metadata').get('build_with_buildah')?.winner.value.scalar;
  if (flag === true || flag === 'true') return 'metadata: build_with_buildah';
  if (flag === false || flag === 'false' || !tree.isFile('Containerfile')) return undefined;
  if (tree.isFile('build-rootfs')) return 'the Containerfile and build-rootfs beside it';
  const { args } = view.variant;
  // Those of a base in a directory are not beside it.
  return args === undefined || args.file.includes('/')
    ? undefined
    : `the Containerfile and ${args.file} beside it`;
}

/** True where the Containerfile lets rpm-ostree apply the manifest to an image that is there. */
export function appliesTreefile({ tree }: Pick<LintContext, 'tree'>): boolean {
  return /^(?!\s*#).*\btreefile-apply\b/m.test(tree.read('Containerfile') ?? '');
}
