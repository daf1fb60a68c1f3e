import type { Location } from '../errors.ts';
import type { Located } from './located.ts';

/** Options of the flattener; see rpm-ostree's treefile documentation for the words. */
export interface FlattenOptions {
  /** rpm's name of the architecture (`x86_64`); without it arch-include and packages-<arch> are not looked at. */
  readonly basearch?: string;
  /** Initial variables; always strings, and they beat everything a treefile defines. */
  readonly vars?: Readonly<Record<string, string>>;
  /** `parse` = `rpm-ostree compose tree --print-only`; `compose` adds the checks of a build; `client` is origin.d. */
  readonly mode?: 'parse' | 'compose' | 'client';
  /** Directory relative paths start from; default: the process's. */
  readonly cwd?: string;
  /** Called with each file once its text is read, before anything in it is judged: also when flattening then fails. */
  readonly onFile?: (file: LoadedFile) => void;
}

/** What opened a file. */
export interface IncludeEdge {
  readonly kind: 'include' | 'arch-include' | 'conditional-include' | 'kickstart-include';
  /** The including file, spelled as in {@link LoadedFile.path}. */
  readonly from: string;
  /** Where the included path is written. */
  readonly origin: Origin;
}

/** One file of a flatten run as it stands, before anything is done to it. */
export interface LoadedFile {
  /** As rpm-ostree spells it: the entry as given, an include as `dirname(includer)/include`. */
  readonly path: string;
  readonly format: 'yaml' | 'json' | 'kickstart';
  /** undefined for the entry. */
  readonly includedBy: IncludeEdge | undefined;
  /** The whole document; undefined for an empty file and for kickstart. */
  readonly root: Located | undefined;
  /**
   * Top-level keys and values in the order of the file, as written: aliases, `packages-<arch>`, unknown and doubled
   * keys included. Empty when the document is no mapping.
   */
  readonly entries: readonly { readonly key: Located; readonly value: Located }[];
}

/** Where one value of the flattened treefile was written. */
export interface Origin extends Location {
  readonly line: number;
  readonly column: number;
}

/** Where the elements of one top-level key come from. */
export type KeyProvenance =
  /** Sets (packages …): every place that contributed the element. */
  | { readonly kind: 'set'; readonly elements: ReadonlyMap<string, readonly Origin[]> }
  /** Lists: one origin per index of the flattened list. */
  | { readonly kind: 'list'; readonly origins: readonly Origin[] }
  /** Maps: one origin per entry, and what it hides. */
  | {
      readonly kind: 'map';
      readonly entries: ReadonlyMap<
        string,
        { readonly winner: Origin; readonly shadowed: readonly Origin[] }
      >;
    }
  /** Scalars and everything else where the first one wins. */
  | { readonly kind: 'scalar'; readonly winner: Origin; readonly shadowed: readonly Origin[] };

/** A treefile with all includes resolved. */
export interface Flattened {
  /** As `rpm-ostree compose tree --print-only` prints it. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Files in the order they were opened, spelled as rpm-ostree spells them (`dirname(includer)/include`). */
  readonly visited: readonly string[];
  /** Every file of the run in load order, with the include that opened it; a kickstart's own includes as well. */
  readonly files: readonly LoadedFile[];
  readonly provenance: ReadonlyMap<string, KeyProvenance>;
  /** Parsed, used, but never printed: variables and repovars. */
  readonly hidden: Readonly<Record<string, unknown>>;
}
