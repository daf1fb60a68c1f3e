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
  const includes: { path: string; origin: Origin }[] = [];
  const install: Located[] = [];
  const excludes: Located[] = [];
  let excludeWeakdeps: Origin | undefined;
  const lines = linesOf(text, file);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index];
    if (line === undefined) break;
    const { origin } = line;
    const refuse = (words: string): never => {
      throw new TreefileError(words, origin);
    };
    const [verb, ...args] = shellWords(line.text) ?? refuse(`Invalid syntax: ${line.text}`);
    if (verb === '%packages') {
      if (hasExcludeWeakdeps(args, refuse)) excludeWeakdeps = origin;
      const end = lines.findIndex(({ text: each }, at) => at > index && each === '%end');
      if (end < 0) refuse('Missing %end for %packages');
      for (const { text: name, origin: at } of lines.slice(index + 1, end)) {
        if (name.startsWith('-')) excludes.push({ scalar: name.slice(1), origin: at });
        else install.push({ scalar: name, origin: at });
      }
      index = end;
    } else if (verb === '%include') {
      const [path] = args;
      if (path === undefined) refuse('Missing path for %include');
      if (args.length > 1) refuse('Too many arguments for %include');
      includes.push({ path: path ?? '', origin });
    } else if (verb !== undefined) {
      refuse(`Unhandled verb: ${verb}`);
    }
  }
  return { includes, install, excludes, excludeWeakdeps };
}

function hasExcludeWeakdeps(args: readonly string[], refuse: (words: string) => never): boolean {
  const odd = args.find((arg) => arg !== '--exclude-weakdeps');
  if (odd !== undefined) refuse(`error: unexpected argument '${odd}' found`);
  if (args.length > 1) refuse("error: the argument '--exclude-weakdeps' cannot be used multiple times");
  return args.length === 1;
}
