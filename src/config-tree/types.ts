import type { OpenedRelease } from '../release-rpm/types.ts';
import type { Flattened } from '../treefile/types.ts';
import type { GpgcheckPolicy, UsedRepository } from './gpgcheck.ts';
import type { OverlayLayer } from './lift.ts';
import type { TreeView } from './manifest-view.ts';

/** What a tree is rendered from. */
export interface RenderRequest {
  /** The user's configuration; only read. */
  readonly config: string;
  /** The fetched base configuration; only read. */
  readonly base: string;
  /** Directory of the base in the tree, as the manifest's include spells it; `.` is the root. */
  readonly basePath: string;
  readonly release: OpenedRelease | undefined;
  /** Values of `@NAME@`. */
  readonly placeholders: Readonly<Record<string, string>>;
  /** Names among them that were given for this manifest alone; one that nothing mentions is warned about. */
  readonly variables?: readonly string[];
  /** YAML text of a mapping, or empty. */
  readonly overrides: string;
  /** Packages to add; `-name` takes one out. */
  readonly packages: readonly string[];
  /** rpm's name of the architecture. */
  readonly arch: string;
  readonly gpgcheck: GpgcheckPolicy;
  /** `auto` = the manifest's name, `keep` = upstream's, else the name itself. */
  readonly branding: string;
  /** Made anew; what is there must have been rendered before. */
  readonly out: string;
  /** Absolute paths inside `config` that are no part of it, such as the work directory. */
  readonly exclude?: readonly string[];
}

/** A rendered tree; nothing in it depends on the assembler. */
export interface RenderedConfig {
  readonly out: string;
  /** The tree with the eyes of the person whose configuration is in it. */
  readonly view: TreeView;
  /** Path of the manifest in the tree. */
  readonly manifest: string;
  readonly flattened: Flattened;
  /** metadata.name or rojig.name. */
  readonly name: string;
  readonly ref: string | undefined;
  /** Flattened packages, sorted bytewise. */
  readonly packages: readonly string[];
  readonly repositories: readonly UsedRepository[];
  readonly layers: readonly OverlayLayer[];
  /** The user's overlays no manifest lists. */
  readonly unlistedOverlays: readonly string[];
  /** Key files: path inside the release package → path in the tree. */
  readonly keys: ReadonlyMap<string, string>;
  /** Places below live/ that name our system now, as `path:line`. */
  readonly branded: readonly string[];
  /** Everything that was warned about. */
  readonly warnings: readonly string[];
}
