import { files } from '../example.ts';
import { isSingle } from '../merged.ts';
import type { Rule } from '../rule.ts';
import { KEYS, plain, type Located, type Origin } from '../treefile.ts';

/** Values an including file hides. */
export const shadowedScalar: Rule = {
  id: 'shadowed-scalar',
  severity: 'info',
  title: 'a value that another file hides',
  rationale:
    'Of a key with one value, and of each entry of a map, the including file wins over the included one, and the first include over later ones. container-cmd, check-passwd and rojig are such keys, though they look like lists. That is the way to change a base; where it is not meant, the hidden value is a trap for who edits it. It is never more than an info, whether the values differ or not: to hide a value of the base is what most of them are for.',
  bad: [
    files(
      {
        'manifest.yaml': 'include:\n  - a.yaml\n  - b.yaml\n',
        'a.yaml': 'default-target: multi-user.target\n',
        'b.yaml': 'default-target: graphical.target\n',
      },
      'b.yaml:1',
    ),
  ],
  good: [
    files({
      'manifest.yaml': 'include: a.yaml\n',
      'a.yaml': 'default-target: multi-user.target\n',
    }),
    files({ 'manifest.yaml': 'include: a.yaml\n', 'a.yaml': 'include: b.yaml\n', 'b.yaml': '' }),
  ],
  check: ({ variants }, report) => {
    for (const view of variants) {
      const say = (name: string, shadow: Located, at: Origin, winner: Located, from: Origin): void => {
        const same = JSON.stringify(plain(shadow)) === JSON.stringify(plain(winner));
        report({
          message: `${name} has no effect: ${from.file}:${from.line} comes first and says ${same ? 'the same' : 'something else'}`,
          at,
          in: view,
        });
      };
      for (const key of view.merged.keys()) {
        // Every file's includes are followed; one inside a condition, where none is, has a rule of its own.
        if (key === 'include') continue;
        if (isSingle(key)) {
          const setting = view.merged.setting(key);
          for (const { value, key: at } of setting?.shadowed ?? [])
            if (setting !== undefined && setting.winner.key.origin.file !== at.origin.file)
              say(key, value, at.origin, setting.winner.value, setting.winner.key.origin);
        } else if (KEYS[key]?.merge === 'map') {
          for (const [name, { winner, shadowed }] of view.merged.map(key))
            for (const { value, key: at } of shadowed)
              say(`${key}: ${name}`, value, at.origin, winner.value, winner.key.origin);
        }
      }
    }
  },
};
