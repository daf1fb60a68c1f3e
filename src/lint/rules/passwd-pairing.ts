import { posix } from 'node:path';
import { files } from '../example.ts';
import type { Rule } from '../rule.ts';
import { memberOf, textOf } from '../treefile.ts';
import { readAccounts } from '../accounts.ts';

const PAIR = 'check-passwd: {type: file, filename: passwd}\ncheck-groups: {type: file, filename: group}\n';

/** The passwd and group files of a manifest. */
export const passwdPairing: Rule = {
  id: 'passwd-pairing',
  severity: 'error',
  title: 'passwd and group files that do not go together',
  rationale:
    'While preserve-passwd holds, check-passwd and check-groups have to come from files both or not at all. Names and numbers have to be unique, and the group of every user has to be in the other file: what is wrong there shows as changed ids on hosts that update.',
  bad: [
    files(
      { 'manifest.yaml': 'check-passwd: {type: file, filename: passwd}\n', passwd: '' },
      'manifest.yaml:1',
    ),
    files(
      {
        'manifest.yaml': PAIR,
        passwd: 'root:x:0:0:root:/root:/bin/bash\nvdsm:x:0:0::/:/sbin/nologin\n',
        group: 'root:x:0:\n',
      },
      'passwd:2',
    ),
    files(
      { 'manifest.yaml': PAIR, passwd: 'vdsm:x:36:36::/:/sbin/nologin\n', group: 'root:x:0:\n' },
      'passwd:1',
    ),
    files({ 'manifest.yaml': PAIR, passwd: 'root\n', group: 'root:x:0:\n' }, 'passwd:1'),
  ],
  good: [files({ 'manifest.yaml': PAIR, passwd: 'root:x:0:0:root:/root:/bin/bash\n', group: 'root:x:0:\n' })],
  check: ({ variants, tree }, report) => {
    for (const view of variants) {
      const fileOf = (key: string): { path: string } | undefined => {
        const setting = view.merged.setting(key);
        if (setting === undefined || textOf(memberOf(setting.winner.value, 'type')) !== 'file')
          return undefined;
        const name = textOf(memberOf(setting.winner.value, 'filename'));
        return name === undefined
          ? undefined
          : { path: posix.join(posix.dirname(setting.winner.file), name) };
      };
      const users = fileOf('check-passwd');
      const groups = fileOf('check-groups');
      const keeps = view.merged.setting('preserve-passwd')?.winner.value.scalar !== false;
      const isContainer = view.merged.setting('container')?.winner.value.scalar === true;
      for (const [one, other, key, missing] of [
        [users, groups, 'check-passwd', 'check-groups'],
        [groups, users, 'check-groups', 'check-passwd'],
      ] as const) {
        const setting = view.merged.setting(key);
        if (keeps && !isContainer && one !== undefined && other === undefined && setting !== undefined)
          report({
            message: `${key} comes from a file and ${missing} does not, which the compose refuses; give ${missing} type: file as well`,
            at: setting.winner.key.origin,
            in: view,
          });
      }
      for (const file of [users, groups]) {
        const text = file === undefined ? undefined : tree.read(file.path);
        if (file === undefined || text === undefined) continue;
        const others = groups === undefined ? undefined : tree.read(groups.path);
        const gids =
          file === users && others !== undefined
            ? new Set(readAccounts(others, 'group').accounts.map(({ id }) => id))
            : undefined;
        for (const { line, message, severity } of readAccounts(
          text,
          file === users ? 'passwd' : 'group',
          gids,
        ).problems)
          report({ message, at: { file: file.path, line }, severity });
      }
    }
  },
};
