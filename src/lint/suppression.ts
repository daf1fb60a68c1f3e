import { suggest } from './suggest.ts';
import type { Finding } from './finding.ts';

/** What a comment looks like: `# lint-ignore rule-a, rule-b: why`. */
const COMMENT = /(?:^|\s)#\s*lint-ignore\b\s*([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)?/;

/** Rule id of what is wrong with such a comment. */
export const SUPPRESSION = 'lint-ignore';

/** The comments of one file: which rules are silent on which lines (1-based). */
export class Suppressions {
  readonly #rules = new Map<number, Set<string>>();
  /** Comments that name no rule there is. */
  readonly problems: readonly Finding[];

  constructor(file: string, text: string, ids: readonly string[]) {
    const problems: Finding[] = [];
    const lines = text.split(/\r?\n/);
    for (const [index, line] of lines.entries()) {
      const match = line.includes('lint-ignore') ? COMMENT.exec(line) : null;
      if (match === null) continue;
      const names = (match[1] ?? '').split(',').map((name) => name.trim());
      for (const name of names.filter((entry) => !ids.includes(entry))) {
        const near = suggest(name, ids);
        problems.push({
          rule: SUPPRESSION,
          severity: 'warning',
          message: `found ${name === '' ? 'no rule' : JSON.stringify(name)} behind lint-ignore, expected the id of a rule${near.length > 0 ? ` such as ${near.join(', ')}` : ''}`,
          location: { file, line: index + 1 },
        });
      }
      // A comment on a line of its own is about the next line that is more than a comment.
      let at = index;
      if (/^\s*#/.test(line)) {
        at += 1;
        while (at < lines.length && /^\s*(#|$)/.test(lines[at] ?? '')) at += 1;
      }
      const before = this.#rules.get(at + 1) ?? new Set();
      for (const name of names) before.add(name);
      this.#rules.set(at + 1, before);
    }
    this.problems = problems;
  }

  covers(rule: string, line: number | undefined): boolean {
    return line !== undefined && this.#rules.get(line)?.has(rule) === true;
  }
}
