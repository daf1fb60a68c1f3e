import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillPlaceholders, isTemplate, placeholdersIn } from '../config-tree/placeholders.ts';
import { UserError } from '../errors.ts';
import type { Finding } from './finding.ts';
import { Tree } from './tree.ts';

/** A directory as rules look at it: templates are filled in. */
export interface Workspace {
  readonly tree: Tree;
  /** Directory for files of the run. */
  readonly scratch: string;
  /** The file a person knows a path by: `manifest.yaml` → `manifest.yaml.in`. */
  readonly sourceOf: (path: string) => string;
  readonly isTemplate: boolean;
  readonly problems: readonly Finding[];
  /** Removes what was written; the directory itself is never touched. */
  readonly close: () => void;
}

/** Id of the rule about placeholders, which is found while templates are filled. */
export const PLACEHOLDER_RULE = 'undefined-placeholder';

/** Stand-ins for what a build always defines and a lint of the bare directory need not know. */
const STAND_INS: Readonly<Record<string, string>> = {
  OVIRT_VERSION: '4.5',
  TARGET: 'el9',
  RELEASEVER: '9',
  FEDORA_RELEASEVER: '9',
};

/**
 * Opens a directory; templates in it are filled in a copy that consists of links.
 *
 * @param within directory above it that files may be included from; then nothing is copied.
 */
export function openWorkspace(
  dir: string,
  placeholders: Readonly<Record<string, string>>,
  arch: string,
  within?: string,
): Workspace {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'ovirt-node-image-lint-')));
  const close = (): void => rmSync(scratch, { recursive: true, force: true });
  try {
    if (within !== undefined) {
      const tree = new Tree(realpathSync(dir), [], within);
      return { tree, scratch, close, isTemplate: false, sourceOf: (path) => path, problems: [] };
    }
    return fill(new Tree(realpathSync(dir)), scratch, close, { ...STAND_INS, ARCH: arch, ...placeholders });
  } catch (error) {
    close();
    throw error;
  }
}

function fill(
  original: Tree,
  scratch: string,
  close: () => void,
  values: Readonly<Record<string, string>>,
): Workspace {
  const names = original.names('.');
  // A manifest without the ending is filled in place; one that has nothing to fill is a file like any other.
  const templates = names.filter((name) => {
    if (!isTemplate(name)) return false;
    if (name.endsWith('.in')) return true;
    return (
      name === 'manifest.yaml' &&
      !names.includes('manifest.yaml.in') &&
      placeholdersIn(original.read(name) ?? '').length > 0
    );
  });
  const base = { scratch, close, isTemplate: templates.some((name) => name.startsWith('manifest.yaml')) };
  if (templates.length === 0) return { ...base, tree: original, sourceOf: (path) => path, problems: [] };
  const tree = join(scratch, 'tree');
  linkAll(original, tree, names);
  const problems: Finding[] = [];
  const sources = new Map<string, string>();
  for (const name of templates) {
    const target = name.replace(/\.in$/, '');
    const text = original.read(name);
    if (text === undefined) continue;
    sources.set(target, name);
    rmSync(join(tree, target), { force: true });
    writeFileSync(join(tree, target), filled(text, name, values, problems));
  }
  for (const name of templates.filter((template) => template.endsWith('.in')))
    rmSync(join(tree, name), { force: true });
  return {
    ...base,
    tree: new Tree(tree, [original.dir]),
    sourceOf: (path) => sources.get(path) ?? path,
    problems,
  };
}

/** Links to everything right in a directory. */
function linkAll(original: Tree, target: string, names: readonly string[]): void {
  mkdirSync(target);
  for (const name of names) symlinkSync(join(original.dir, name), join(target, name));
}

function filled(
  text: string,
  name: string,
  values: Readonly<Record<string, string>>,
  problems: Finding[],
): string {
  try {
    return fillPlaceholders(text, name, values);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    for (const message of error.message.split('\n')) {
      const [, line, rest] = /^[^:]+:(\d+): (.*)$/.exec(message) ?? [];
      problems.push({
        rule: PLACEHOLDER_RULE,
        severity: 'error',
        message: rest ?? message,
        location: line === undefined ? { file: name } : { file: name, line: Number(line) },
      });
    }
    // The rest of the file can still be looked at.
    const known = Object.fromEntries(placeholdersIn(text).map((placeholder) => [placeholder, '0']));
    return fillPlaceholders(text, name, { ...known, ...values });
  }
}
