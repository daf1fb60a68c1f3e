import type { Location } from '../errors.ts';

/** Where a person finds a place of a tree that was rendered for the build. */
export interface SourcePlace {
  readonly location: Location;
  /** The input that wrote the place, `overrides: packages`; then there is no line of a file to point at. */
  readonly writer?: string;
}

/** Options of a lint. */
export interface LintOptions {
  /** rpm's names of the architectures; default: what the settings say, else all that CoreOS is made for. */
  readonly arches?: readonly string[];
  /** Values of variables; every combination is looked at. */
  readonly vars?: Readonly<Record<string, readonly string[]>>;
  /** Manifests, relative to the directory; default: those the directory tells. */
  readonly manifests?: readonly string[];
  /** Values of `@NAME@` in templates. */
  readonly placeholders?: Readonly<Record<string, string>>;
  /** Version of the rpm-ostree that is going to read the manifest, such as `2024.8`. */
  readonly rpmOstree?: string | undefined;
  /** Ids of the rules that are run, and nothing else looked at; default: all. */
  readonly rules?: readonly string[];
  /** For a rendered tree: where its places come from. */
  readonly placeOf?: (at: Location) => SourcePlace;
  /** The build layers every directory of overlay.d, listed or not. Default: for a template. */
  readonly layersAll?: boolean;
  /** The build brings repositories that are not here. Default: for a template. */
  readonly openRepos?: boolean;
  /**
   * Real path of a directory above the one that is looked at, from all of which files may be included; they are named
   * `../x`. Templates are not filled in then.
   */
  readonly within?: string;
  /** Submodules of the repository the directory lies in, relative to it, besides those of its own .gitmodules. */
  readonly submodules?: readonly string[];
}
