import { UserError, type Location } from '../errors.ts';
import { suggest } from './suggest.ts';
import { ARCHES } from '../arch.ts';
import { SEVERITIES, type Severity } from './finding.ts';
import { globToPattern } from './glob.ts';
import { entriesOf, memberOf, readLocated, stringsIn, TreefileError, type Located } from './treefile.ts';
import type { Tree } from './tree.ts';

/** Name of the file a repository sets the rules with. */
export const SETTINGS_FILE = '.ovirt-node-image.yaml';

/** What a rule is set to. */
type Level = Severity | 'off';

/** Levels for some files; later ones count. */
interface Scope {
  /** undefined: every file. */
  readonly files: readonly RegExp[] | undefined;
  /** By id of the rule; `*` is every rule. */
  readonly rules: ReadonlyMap<string, Level>;
}

/** What a repository says about lint. */
export interface Settings {
  readonly arches: readonly string[] | undefined;
  readonly vars: Readonly<Record<string, readonly string[]>>;
  readonly manifests: readonly string[];
  /** Ids of repositories that are defined elsewhere. */
  readonly repos: readonly string[];
  readonly levelOf: (rule: string, file: string) => Level | undefined;
}

/**
 * Reads the mapping `lint` of the settings file; without the file everything is as it is by default.
 *
 * @param ids of all rules.
 * @throws UserError with file and line for what it does not know.
 */
export function readSettings(tree: Tree, ids: readonly string[]): Settings {
  const text = tree.read(SETTINGS_FILE);
  const root = text === undefined ? undefined : parse(text);
  for (const { name, key } of entriesOf(root)) if (name !== 'lint') refuse(key, name, ['lint']);
  const lint = memberOf(root, 'lint');
  const scopes: Scope[] = [];
  for (const { name, key, value } of entriesOf(lint)) {
    if (!KEYS.includes(name)) refuse(key, name, KEYS);
    if (name === 'rules') scopes.unshift({ files: undefined, rules: levels(value, ids) });
    if (name === 'paths') scopes.push(...(value.items ?? []).map((item) => scopeOf(item, ids)));
  }
  const arches = stringsIn(memberOf(lint, 'arches'));
  for (const { text: arch, origin } of arches) {
    if (!ARCHES.some((known) => known === arch)) refuseAt(origin, arch, ARCHES);
  }
  return {
    arches: arches.length === 0 ? undefined : arches.map(({ text: arch }) => arch),
    vars: Object.fromEntries(
      entriesOf(memberOf(lint, 'vars')).map(({ name, value }) => [
        name,
        stringsIn(value).map((item) => item.text),
      ]),
    ),
    manifests: stringsIn(memberOf(lint, 'manifests')).map((item) => item.text),
    repos: stringsIn(memberOf(lint, 'repos')).map((item) => item.text),
    levelOf: (rule, file) => {
      let level: Level | undefined;
      for (const { files, rules } of scopes) {
        if (files?.some((pattern) => pattern.test(file)) === false) continue;
        level = rules.get(rule) ?? rules.get('*') ?? level;
      }
      return level;
    },
  };
}

const KEYS = ['rules', 'paths', 'arches', 'vars', 'manifests', 'repos'];
const LEVELS: readonly Level[] = ['off', ...SEVERITIES];

function parse(text: string): Located | undefined {
  try {
    return readLocated(SETTINGS_FILE, text);
  } catch (error) {
    if (error instanceof TreefileError) throw new UserError(error.message, { cause: error });
    throw error;
  }
}

function scopeOf(item: Located, ids: readonly string[]): Scope {
  for (const { name, key } of entriesOf(item))
    if (!['files', 'rules'].includes(name)) refuse(key, name, ['files', 'rules']);
  return {
    files: stringsIn(memberOf(item, 'files')).map(({ text }) => globToPattern(text)),
    rules: levels(memberOf(item, 'rules'), ids),
  };
}

function levels(node: Located | undefined, ids: readonly string[]): Map<string, Level> {
  return new Map(
    entriesOf(node).map(({ name, key, value }) => {
      if (name !== '*' && !ids.includes(name)) refuse(key, name, ids);
      const level = LEVELS.find((word) => word === value.scalar);
      return [name, level ?? refuseAt(value.origin, String(value.scalar), LEVELS)];
    }),
  );
}

function refuse(key: Located, found: string, expected: readonly string[]): never {
  return refuseAt(key.origin, found, expected);
}

function refuseAt(at: Location, found: string, expected: readonly string[]): never {
  const near = suggest(found, expected);
  const hint =
    expected.length <= 8 ? expected.join(', ') : near.length > 0 ? near.join(', ') : 'the id of a rule';
  throw new UserError(
    `${at.file}:${at.line}: found ${JSON.stringify(found)}, expected ${expected.length <= 8 ? 'one of ' : ''}${hint}`,
    { location: at },
  );
}
