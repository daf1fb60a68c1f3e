import { manifest } from '../example.ts';
import type { Rule } from '../rule.ts';
import { conditionalsOf } from '../treefile.ts';

/** Conditions that cannot be read, or compare what cannot be compared. */
export const conditionSyntax: Rule = {
  id: 'condition-syntax',
  severity: 'error',
  title: 'a condition rpm-ostree cannot read or compare',
  rationale:
    'A condition is NAME OPERATOR VALUE: true, false, a whole number, or a text in double quotes. Around the operator there have to be blanks when a number of several digits follows. Both sides need the same type, and only numbers have an order. rpm-ostree does not tell which condition it means.',
  bad: [
    manifest(
      'releasever: 41\nconditional-include:\n  - if: releasever>=41\n    include: {packages: [bash]}\n',
      3,
    ),
    manifest(
      'releasever: "41"\nconditional-include:\n  - if: releasever >= 41\n    include: {packages: [bash]}\n',
      3,
    ),
    manifest('conditional-include:\n  - if: basearch > "s390x"\n    include: {packages: [bash]}\n', 2),
    manifest('conditional-include:\n  - include: {packages: [bash]}\n', 2),
  ],
  good: [
    manifest(
      'releasever: 41\nconditional-include:\n  - if: [releasever >= 41, basearch != "s390x"]\n    include: {packages: [bash]}\n',
    ),
  ],
  check: ({ treefiles, variants }, report) => {
    for (const file of treefiles.values()) {
      for (const { conditions, include, origin } of conditionalsOf(file)) {
        const hasIf = file.entries.length > 0 && conditions.length > 0;
        for (const condition of conditions) {
          if (!('error' in condition)) continue;
          const line = file.text.split('\n')[condition.origin.line - 1]?.trim() ?? '';
          const blank = /[=<>]\d\d/.test(line) ? '; put blanks around the operator' : '';
          report({
            message: `found a condition rpm-ostree cannot read, expected NAME OPERATOR VALUE with ==, !=, <, <=, >, >= and true, false, a number or a text in double quotes${blank}`,
            at: condition.origin,
          });
        }
        if (include === undefined)
          report({ message: 'found an entry without include:, expected one beside if:', at: origin });
        if (!hasIf && !isEmptyIf(file.text, origin.line, include?.origin.line))
          report({ message: 'found an entry without if:, expected one beside include:', at: origin });
      }
    }
    for (const view of variants) {
      for (const { condition, error } of view.walk.evaluated) {
        if (error === undefined || error.startsWith('undefined variable')) continue;
        const value = view.walk.variables.get(condition.name);
        const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
        report({
          message: error.startsWith('invalid op')
            ? `found ${condition.operator} on ${condition.name}, which is ${shown}: only numbers have an order; write == or !=`
            : `found ${condition.name} compared with ${JSON.stringify(String(condition.value))}, but it is ${shown}, of another type; write both with or both without quotes`,
          at: condition.origin,
          in: view,
        });
      }
    }
  },
};

/** `if: []` holds always and is no mistake. */
function isEmptyIf(text: string, line: number, include = line): boolean {
  const [from, to] = [Math.min(line, include), Math.max(line, include) + 1];
  return text
    .split('\n')
    .slice(from - 1, to)
    .some((part) => /(^|[\s{,-])if:/.test(part));
}
