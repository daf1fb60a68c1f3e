import { files, manifest } from '../example.ts';
import type { VariantView } from '../context.ts';
import type { Reporter, Rule } from '../rule.ts';
import { ALIASES, entriesOf, KEYS, stringsIn, type Located } from '../treefile.ts';
import type { Contribution } from '../walk.ts';

/** Keys whose text variables are put into; of the maps it is every text at their first level. */
const FIELDS = new Set(['ref', 'automatic-version-prefix', 'mutate-os-release', 'platform-module']);
const MAPS = new Set(['metadata', 'add-commit-metadata', 'rojig']);
/** Keys with text of their own kind, or for shells. */
const OTHERS = new Set([
  'postprocess',
  'variables',
  'conditional-include',
  'include',
  'arch-include',
  'license',
]);

/** `${…}` that stays as it is. */
export const unresolvedSubstitution: Rule = {
  id: 'unresolved-substitution',
  severity: 'warning',
  title: 'a ${variable} that is not replaced',
  rationale:
    'Variables are put into ref, automatic-version-prefix, mutate-os-release, metadata, add-commit-metadata and rojig (not its license), and nowhere else. An unknown one stays as it is; in ref the compose aborts. Only ${name} is a variable, and a text whose first } comes before its first ${ is left alone.',
  bad: [
    manifest('ref: fedora/${basearch}/${stream}\n', 1),
    manifest('releasever: 9\nmutate-os-release: "$releasever"\n', 2),
    manifest('variables: {a: b}\ndefault-target: ${a}.target\n', 2),
    manifest('variables: {a: "x$y"}\n', 1),
  ],
  good: [
    files({
      'manifest.yaml':
        'variables: {stream: stable}\nref: fedora/${basearch}/${stream}\npostprocess:\n  - |\n    #!/bin/sh\n    echo ${HOME}\n',
    }),
  ],
  check: ({ variants }, report) => {
    for (const view of variants) {
      for (const from of view.walk.contributions) {
        const key = ALIASES[from.name] ?? from.name;
        if (from.name === 'variables') variables(from, view, report);
        if (OTHERS.has(key) || KEYS[key] === undefined) continue;
        if (FIELDS.has(key)) text(key, from.value, view, report);
        else if (MAPS.has(key)) {
          for (const { name, value } of entriesOf(from.value))
            if (name !== 'license') text(key, value, view, report);
        } else literal(key, from.value, view, report);
      }
    }
  },
};

/** A field variables are put into. */
function text(key: string, node: Located, view: VariantView, report: Reporter): void {
  if (typeof node.scalar !== 'string') return;
  const { scalar: value, origin: at } = node;
  const say = (message: string, severity?: 'error'): void => {
    report({ message: `${key}: ${message}`, at, in: view, ...(severity === undefined ? {} : { severity }) });
  };
  const open = value.indexOf('${');
  const close = value.indexOf('}');
  if (open >= 0 && close >= 0 && close < open) {
    say('found } before the first ${, so nothing of the text is replaced');
    return;
  }
  for (const [, name = ''] of value.matchAll(/\$\{([^}]*)\}/g)) {
    if (view.walk.variables.has(name)) continue;
    say(
      `found \${${name}}, which no variable stands for${key === 'ref' ? ': the compose aborts' : ''}; define it under variables:`,
      key === 'ref' ? 'error' : undefined,
    );
  }
  const bare = /\$([A-Za-z_]\w*)/.exec(value)?.[1];
  if (bare !== undefined && view.walk.variables.has(bare))
    say(`found $${bare}, which is no variable; write \${${bare}}`);
}

/** A field nothing is put into. */
function literal(key: string, node: Located, view: VariantView, report: Reporter): void {
  for (const { text: value, origin } of stringsIn(node)) {
    const name = /\$\{([A-Za-z_]\w*)\}/.exec(value)?.[1];
    if (name === undefined || !view.walk.variables.has(name)) continue;
    report({
      message: `${key}: found \${${name}}, but variables are not put in there; write the value itself`,
      at: origin,
      in: view,
    });
  }
}

function variables(from: Contribution, view: VariantView, report: Reporter): void {
  for (const { name, key, value } of entriesOf(from.value)) {
    const { scalar } = value;
    const shown =
      typeof scalar === 'string' || typeof scalar === 'boolean' || typeof scalar === 'bigint'
        ? String(scalar)
        : '';
    const found = /[${}]/.exec(name)?.[0] ?? /[${}]/.exec(shown)?.[0];
    if (found !== undefined)
      report({
        message: `variables: found ${name}: ${shown} with a ${found} in it, which rpm-ostree refuses in names and values, used or not`,
        at: key.origin,
        severity: 'error',
        in: view,
      });
  }
}
