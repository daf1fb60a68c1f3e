import { compareEvr, parseEvr, type Evr } from './version.ts';

/** The relations of rpm's dependencies, as metadata spells them. */
export type Relation = 'EQ' | 'LT' | 'LE' | 'GT' | 'GE';

/** What a dependency says of versions. */
export interface VersionRange {
  readonly relation: Relation;
  readonly evr: Evr;
}

/** A name with or without a range of versions: `podman >= 4`, or what a package provides. */
export interface Dependency {
  readonly name: string;
  readonly range?: VersionRange;
}

const OPERATORS: Readonly<Record<string, Relation>> = {
  '=': 'EQ',
  '==': 'EQ',
  '<': 'LT',
  '<=': 'LE',
  '>': 'GT',
  '>=': 'GE',
};

/** The relations as the orders they allow between a version and the one that is named: below, the same, above. */
const ALLOWS: Readonly<
  Record<Relation, { readonly below: boolean; readonly same: boolean; readonly above: boolean }>
> = {
  EQ: { below: false, same: true, above: false },
  LT: { below: true, same: false, above: false },
  LE: { below: true, same: true, above: false },
  GT: { below: false, same: false, above: true },
  GE: { below: false, same: true, above: true },
};

/** True for a word metadata may have as `flags`. */
export function isRelation(text: string): text is Relation {
  return Object.hasOwn(ALLOWS, text);
}

/**
 * Reads a dependency as libdnf does: blanks end the name, so that `podman>=4` is a name as a whole.
 *
 * @returns undefined for a text that is none, such as two words without an operator.
 */
export function parseDependency(text: string): Dependency | undefined {
  const [, name = '', operator, version = ''] =
    /^(\S+)\s*(?:(<=|>=|==|<|>|=)\s*([^\s<=>]\S*)\s*)?$/.exec(text) ?? [];
  if (name === '') return undefined;
  const relation = operator === undefined ? undefined : OPERATORS[operator];
  return relation === undefined ? { name } : { name, range: { relation, evr: parseEvr(version) } };
}

/**
 * Whether a version is in both ranges, as libsolv decides it (pool_intersect_evrs). What comes without a version
 * meets every range, and a version without a release stands for all its releases.
 */
export function rangesMeet(provided: VersionRange | undefined, wanted: VersionRange | undefined): boolean {
  if (provided === undefined || wanted === undefined) return true;
  const [has, asks] = [ALLOWS[provided.relation], ALLOWS[wanted.relation]];
  if ((has.below && asks.below) || (has.above && asks.above)) return true;
  const [one, two] = [provided.evr, wanted.evr];
  const order = compareEvr({ ...one, release: '' }, { ...two, release: '' });
  if (order === 0 && one.release === '' && two.release !== '') return has.same;
  if (order === 0 && one.release !== '' && two.release === '') return asks.same;
  const full = compareEvr(one, two);
  if (full < 0) return asks.below || has.above;
  return full > 0 ? asks.above || has.below : has.same && asks.same;
}
