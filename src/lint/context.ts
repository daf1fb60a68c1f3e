import type { Location } from '../errors.ts';
import type { Flattened } from '../treefile/types.ts';
import type { BuildArgs } from './build-args.ts';
import type { Tree } from './tree.ts';
import type { StaticInclude, Treefile } from './treefile.ts';
import type { Variant } from './variants.ts';
import type { Merged } from './merged.ts';
import type { Walk } from './walk.ts';

/** A variant with everything that is known of its manifest. */
export interface VariantView {
  readonly variant: Variant;
  /** Files and values as far as they can be read. */
  readonly walk: Walk;
  readonly merged: Merged;
  /** What rpm-ostree makes of it; undefined where it refuses, or where it could not be asked. */
  readonly flattened: Flattened | undefined;
  /** rpm-ostree's refusal. */
  readonly refusal: { readonly message: string; readonly at: Location } | undefined;
}

/** What rules look at. */
export interface LintContext {
  readonly tree: Tree;
  /** Manifests that are built, not only included. */
  readonly entries: readonly string[];
  /** Every treefile an entry can reach on any architecture and under any condition, by path. */
  readonly treefiles: ReadonlyMap<string, Treefile>;
  /** Every include of {@link treefiles}. */
  readonly includes: readonly StaticInclude[];
  readonly variants: readonly VariantView[];
  readonly buildArgs: readonly BuildArgs[];
  /** Version of the rpm-ostree that has to read it, such as `2024.8`. */
  readonly rpmOstree: string | undefined;
  /** Ids of repositories that are defined elsewhere. */
  readonly knownRepos: readonly string[];
  /** The manifest is a template that is laid over a base which is not here. */
  readonly isTemplate: boolean;
  /** The build layers every directory of overlay.d, listed or not. */
  readonly layersAll: boolean;
  /** The build brings repositories that are not here. */
  readonly openRepos: boolean;
  /** Submodules below the directory, whether they are checked out or not. */
  readonly submodules: readonly string[];
}
