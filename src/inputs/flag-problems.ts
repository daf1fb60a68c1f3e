import { parseArgs, type ParseArgsConfig } from 'node:util';
import { messageOf } from '../errors.ts';

/**
 * What is wrong with a command line, all of it: parseArgs itself stops at the first mistake.
 *
 * @param options as parseArgs takes them.
 * @returns one text of one line for each mistake, in the order of the arguments.
 */
export function flagProblems(
  args: readonly string[],
  options: NonNullable<ParseArgsConfig['options']>,
  allowPositionals: boolean,
): string[] {
  const { tokens } = parseArgs({
    args: [...args],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const problems: string[] = [];
  /** The word after an option there is not may be its value, and is no mistake of its own. */
  let afterUnknown = -1;
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional' && token.index === afterUnknown) continue;
    const isApart = token.kind === 'option' && token.inlineValue === false;
    const own = args.slice(token.index, token.index + (isApart ? 2 : 1));
    try {
      const alone = token.kind === 'positional' ? ['--', ...own] : own;
      parseArgs({ args: alone, options, allowPositionals, strict: true });
    } catch (error) {
      problems.push(messageOf(error).replaceAll(/\s*\n\s*/g, ' '));
      if (token.kind === 'option' && !(token.name in options) && token.inlineValue !== true)
        afterUnknown = token.index + 1;
    }
  }
  return [...new Set(problems)];
}
