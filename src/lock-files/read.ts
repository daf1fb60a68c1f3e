import { keyText, memberOf, type Located } from '../treefile/located.ts';
import { readLocated } from '../treefile/read-located.ts';

/** One entry of `packages` as it stands. Of its members those that are texts; others are for a caller to judge. */
export interface LockEntry {
  readonly name: string;
  readonly key: Located;
  readonly value: Located;
  /** Epoch, version and release. */
  readonly evr: string | undefined;
  /** The same with an architecture. */
  readonly evra: string | undefined;
  /** `sha256:…` of the package. */
  readonly digest: string | undefined;
}

/** A lock file as it stands: nothing is judged but that it is YAML or JSON. */
export interface LockDocument {
  /** undefined for an empty file. */
  readonly root: Located | undefined;
  /** Where `packages` stands, whatever it is. */
  readonly packages: Located | undefined;
  /** In the order of the file, those of a name that is there twice as well. */
  readonly entries: readonly LockEntry[];
}

/**
 * Reads a lock file; what rpm-ostree would refuse in it is no error here (`readLockfile` of the treefile engine is as
 * strict as that).
 *
 * @param file its name tells JSON from YAML.
 * @throws TreefileError with line and column for text that is neither.
 */
export function readLockDocument(file: string, text: string): LockDocument {
  const root = readLocated(file, text);
  const packages = memberOf(root, 'packages');
  const entries = (packages?.entries ?? []).map(({ key, value }) => ({
    name: keyText(key),
    key,
    value,
    evr: textIn(value, 'evr'),
    evra: textIn(value, 'evra'),
    digest: textIn(value, 'digest'),
  }));
  return { root, packages, entries };
}

function textIn(value: Located, name: string): string | undefined {
  const scalar = memberOf(value, name)?.scalar;
  return typeof scalar === 'string' ? scalar : undefined;
}

/** Epoch, version and release of a locked package, and its architecture where it says one; `evra` ends in it. */
export function versionOf({
  evr,
  evra,
}: Pick<LockEntry, 'evr' | 'evra'>): { readonly evr: string; readonly arch: string | undefined } | undefined {
  if (evr !== undefined) return { evr, arch: undefined };
  if (evra === undefined) return undefined;
  const dot = evra.lastIndexOf('.');
  return dot < 0 ? undefined : { evr: evra.slice(0, dot), arch: evra.slice(dot + 1) };
}
