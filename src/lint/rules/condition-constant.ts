import type { VariantView } from '../context.ts';
import { files, manifest } from '../example.ts';
import type { Rule } from '../rule.ts';
import type { Condition } from '../treefile.ts';

/** Conditions that are the same for everything that is built. */
export const conditionConstant: Rule = {
  id: 'condition-constant',
  severity: 'info',
  title: 'a condition that never, or always, holds',
  rationale:
    'In none (or all) of the variants that are looked at does the condition hold: what it includes is dead, or need not be conditional. It is mostly left over from a release that is no longer built, or a value that was renamed in one of two repositories.',
  bad: [
    manifest(
      'releasever: 42\nconditional-include:\n  - if: releasever < 40\n    include: {packages: [bash]}\n',
      3,
    ),
    files(
      {
        'manifest.yaml':
          'conditional-include:\n  - if: basearch != "sparc"\n    include: {packages: [bash]}\n',
      },
      'manifest.yaml:2',
    ),
    files(
      {
        'build-args.conf': 'ID=rhel\nNAME=node\nSTREAM=rhel-9.8\nVERSION=9.8\n',
        'manifest.yaml':
          'conditional-include:\n  - if: osversion == "rhel-9.6"\n    include: {packages: [bash]}\n',
      },
      'manifest.yaml:2',
    ),
    files(
      {
        'manifest.yaml': 'conditional-include:\n  - if: stream == "nxet"\n    include: {packages: [bash]}\n',
      },
      'manifest.yaml:2',
      { vars: { stream: ['stable', 'next'] } },
    ),
  ],
  good: [
    files(
      {
        'manifest.yaml':
          'conditional-include:\n  - if: stream == "next"\n    include: {packages: [bash]}\n  - if: stream != "testing"\n    include: {packages: [nano]}\n',
      },
      undefined,
      { vars: { stream: ['stable', 'next'] } },
    ),
    files(
      {
        'manifest.yaml': 'conditional-include:\n  - if: stream == "next"\n    include: {packages: [bash]}\n',
      },
      undefined,
      { vars: { stream: ['stable'] } },
    ),
    manifest('conditional-include:\n  - if: basearch != "s390x"\n    include: {packages: [bash]}\n'),
  ],
  check: ({ variants }, report) => {
    const results = new Map<string, { condition: Condition; seen: Set<boolean | undefined> }>();
    for (const { walk } of variants) {
      for (const { condition, result } of walk.evaluated) {
        const { file, line, column } = condition.origin;
        const key = `${file}:${line}:${column}`;
        const known = results.get(key) ?? { condition, seen: new Set() };
        known.seen.add(result);
        results.set(key, known);
      }
    }
    for (const { condition, seen } of results.values()) {
      const [only] = seen;
      if (seen.size !== 1 || only === undefined) continue;
      if (!isTelling(condition, only, variants)) continue;
      const value =
        condition.name === 'releasever' ? variants[0]?.walk.variables.get('releasever') : undefined;
      report({
        message: `the condition on ${condition.name} ${only ? 'always' : 'never'} holds${value === undefined ? '' : `, with releasever ${String(value)}`}; ${only ? 'include it without a condition' : 'take it out'}`,
        at: condition.origin,
      });
    }
  },
};

/** A file is shared by streams of which a checkout may build one: only what can never change is dead there. */
function isTelling(condition: Condition, result: boolean, variants: readonly VariantView[]): boolean {
  if (condition.name === 'releasever') return isPast(condition, result);
  if (condition.name === 'basearch') return new Set(variants.map(({ variant }) => variant.arch)).size > 1;
  const isWrongValue = !result && condition.operator === '==';
  // Who gives several values gives all he builds.
  const given = variants.map(({ variant }) => variant.vars[condition.name]);
  if (!given.includes(undefined) && new Set(given).size > 1) return isWrongValue;
  // What build-args*.conf hand over is known whole.
  const isHanded = variants.every(
    ({ variant: { args } }) => args !== undefined && Object.hasOwn(args.variables, condition.name),
  );
  return isHanded && isWrongValue;
}

/** Releases only grow: a lower bound that holds stays so, an upper bound that does not hold never will again. */
function isPast({ operator }: Condition, result: boolean): boolean {
  return result ? ['>', '>='].includes(operator) : ['<', '<='].includes(operator);
}
