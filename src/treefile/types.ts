import type { Location } from '../errors.ts';
import type { Located } from './located.ts';
import type { TreefileCache } from './treefile-cache.ts';
import type { Variable } from './variables.ts';

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
  /**
   * Directories, or single files, that nothing is opened outside of, links followed: for files a stranger wrote.
   * Default: everything that is named is opened, as rpm-ostree does it.
   */
  readonly roots?: readonly string[];
  /** Shares what is read with other flattens of the same files, which must not change as long as it is used. */
  readonly cache?: TreefileCache;
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

/** A value that is hidden by another. */
export interface Hidden {
  readonly value: unknown;
  readonly origin: Origin;
  /** The key of the same file that set it. */
  readonly implied?: 'container' | 'edition';
}

/** Where the elements of one top-level key come from. */
export type KeyProvenance =
  /** Sets (packages …): every place that contributed the element. */
  | { readonly kind: 'set'; readonly elements: ReadonlyMap<string, readonly Origin[]> }
  /** Lists: one origin per index of the flattened list; package strings that later elements took from earlier ones. */
  | {
      readonly kind: 'list';
      readonly origins: readonly Origin[];
      readonly overridden: readonly Hidden[];
    }
  /** Maps: one origin per entry, and what it hides. */
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Winner> }
  /** Scalars and everything else where the first one wins. */
  | (Winner & { readonly kind: 'scalar'; readonly implied?: 'container' | 'edition' });

/** Where the value in force is written, and the ones it hides, in load order. */
export interface Winner {
  readonly winner: Origin;
  readonly shadowed: readonly Origin[];
  /** The same places with their values. */
  readonly hidden: readonly Hidden[];
}

/** A line a compose prints about the configuration. */
export interface Warning {
  /** The key it is about. */
  readonly key: string;
  /** As printed: begins with `warning: ` or `NOTICE: `. */
  readonly text: string;
  /** undefined where it is about a key nobody sets. */
  readonly location: Origin | undefined;
}

/** A treefile with all includes resolved. */
export interface Flattened {
  /** As `rpm-ostree compose tree --print-only` prints it; use {@link values} where every digit of a number counts. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The same in the same order, every value with its place; that of an empty list or of a default is in no file (''). */
  readonly values: ReadonlyMap<string, Located>;
  /** Treefiles in the order they were opened, spelled as rpm-ostree spells them (`dirname(includer)/include`). */
  readonly visited: readonly string[];
  /** Every file of the run in load order, with the include that opened it; a kickstart's own includes as well. */
  readonly files: readonly LoadedFile[];
  readonly provenance: ReadonlyMap<string, KeyProvenance>;
  /** All variables of the run; those from outside and a basearch no file states have no place. */
  readonly variables: ReadonlyMap<string, Variable>;
  /** Parsed, used, but never printed: variables and repovars. */
  readonly hidden: Readonly<Record<string, unknown>>;
  /** Scripts of `finalize.d` directories beside the treefiles that a compose runs: name and path. */
  readonly finalize: ReadonlyMap<string, string>;
  /** What a compose would say before it starts. */
  readonly warnings: readonly Warning[];
}
