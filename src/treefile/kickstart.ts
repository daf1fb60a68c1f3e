import { TreefileError } from './error.ts';
import type { Located } from './located.ts';
import { shellWords } from './shell-words.ts';
import type { Origin } from './types.ts';

/** What is read of one kickstart file. */
export interface Kickstart {
  readonly includes: readonly { readonly path: string; readonly origin: Origin }[];
  readonly install: readonly Located[];
  readonly excludes: readonly Located[];
  /** Where weak dependencies are switched off, if anywhere. */
  readonly excludeWeakdeps: Origin | undefined;
}

interface Line {
  readonly text: string;
  readonly origin: Origin;
}

/** Lines without blanks around them; comments are only what begins in the first column. */
function linesOf(text: string, file: string): Line[] {
  return text.split(/\r?\n/).flatMap((line, index): Line[] => {
    const trimmed = line.trim();
    if (line.startsWith('#') || trimmed === '') return [];
    return [
      { text: trimmed, origin: { file, line: index + 1, column: line.length - line.trimStart().length + 1 } },
    ];
  });
}

/**
 * Reads the part of the kickstart format rpm-ostree knows: `%packages` and `%include`. Upstream's errors name neither
 * file nor line.
 *
 * @throws TreefileError
 */
export function parseKickstart(text: string, file: string): Kickstart {
  return scanKickstart(text, file, (words, origin) => {
    throw new TreefileError(words, origin);
  });
}

/**
 * The same, as far as it can be read.
 *
 * @param onProblem told what upstream would refuse; the line is passed over, a section without an end goes to the last.
 */
export function scanKickstart(
  text: string,
  file: string,
  onProblem: (words: string, origin: Origin) => void,
): Kickstart {
  const includes: { path: string; origin: Origin }[] = [];
  const install: Located[] = [];
  const excludes: Located[] = [];
  let excludeWeakdeps: Origin | undefined;
  const lines = linesOf(text, file);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index];
    if (line === undefined) break;
    const { origin } = line;
    const problem = (words: string): void => onProblem(words, origin);
    const words = shellWords(line.text);
    if (words === undefined) {
      problem(`Invalid syntax: ${line.text}`);
      continue;
    }
    const [verb, ...args] = words;
    if (verb === '%packages') {
      if (hasExcludeWeakdeps(args, problem)) excludeWeakdeps = origin;
      const found = lines.findIndex(({ text: each }, at) => at > index && each === '%end');
      if (found < 0) problem('Missing %end for %packages');
      const end = found < 0 ? lines.length : found;
      for (const { text: name, origin: at } of lines.slice(index + 1, end)) {
        if (name.startsWith('-')) excludes.push({ scalar: name.slice(1), origin: at });
        else install.push({ scalar: name, origin: at });
      }
      index = end;
    } else if (verb === '%include') {
      const [path] = args;
      if (args.length > 1) problem('Too many arguments for %include');
      if (path === undefined) problem('Missing path for %include');
      else includes.push({ path, origin });
    } else if (verb !== undefined) {
      problem(`Unhandled verb: ${verb}`);
    }
  }
  return { includes, install, excludes, excludeWeakdeps };
}

function hasExcludeWeakdeps(args: readonly string[], problem: (words: string) => void): boolean {
  const odd = args.find((arg) => arg !== '--exclude-weakdeps');
  if (odd !== undefined) problem(`error: unexpected argument '${odd}' found`);
  if (args.length > 1) problem("error: the argument '--exclude-weakdeps' cannot be used multiple times");
  return args.includes('--exclude-weakdeps');
}
