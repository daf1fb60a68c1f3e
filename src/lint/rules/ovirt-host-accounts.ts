import { posix } from 'node:path';
import { readAccounts } from '../accounts.ts';
import type { LintContext, VariantView } from '../context.ts';
import { files } from '../example.ts';
import { sysusersOf } from '../sysusers.ts';
import { memberOf, textOf } from '../treefile.ts';
import type { Rule } from '../rule.ts';

/** Users and groups with the numbers every oVirt host has: shared storage remembers owners by them. */
const USERS: Readonly<Record<string, number>> = { vdsm: 36, qemu: 107, sanlock: 179 };
const GROUPS: Readonly<Record<string, number>> = { kvm: 36, qemu: 107, sanlock: 179 };

const PASSWD = 'overlay.d/05a/usr/lib/sysusers.d/node.conf';
const ALL = 'g kvm 36\ng qemu 107\ng sanlock 179\nu vdsm 36:36\nu qemu 107:107\nu sanlock 179:179\n';

/** Accounts ovirt-host needs. */
export const ovirtHostAccounts: Rule = {
  id: 'ovirt-host-accounts',
  severity: 'warning',
  title: 'accounts of an oVirt host that are missing or have other numbers',
  rationale:
    'On storage that several hosts share, files belong to numbers: vdsm is 36 with the group kvm 36, qemu 107, sanlock 179 on every oVirt host. In an image the numbers have to be set before packages make the accounts, by a sysusers.d file of an overlay or by the passwd and group files of the manifest.',
  bad: [
    files({ 'manifest.yaml': 'packages:\n  - ovirt-host\n' }, 'manifest.yaml:2'),
    files(
      {
        'manifest.yaml': 'packages: [ovirt-host]\nostree-layers: [overlay/05a]\n',
        [PASSWD]: ALL.replace('u vdsm 36:36', 'u vdsm 37:36'),
      },
      `${PASSWD}:4`,
    ),
  ],
  good: [
    files({ 'manifest.yaml': 'packages: [ovirt-host]\nostree-layers: [overlay/05a]\n', [PASSWD]: ALL }),
    files({ 'manifest.yaml': 'packages: [bash]\n' }),
  ],
  check: (context, report) => {
    for (const view of context.variants) {
      const wanted = view.merged.packages().find(({ text }) => text === 'ovirt-host');
      if (wanted === undefined) continue;
      const accounts = accountsOf(context, view);
      const missing: string[] = [];
      for (const [kind, table] of [
        ['user', USERS],
        ['group', GROUPS],
      ] as const) {
        for (const [name, id] of Object.entries(table)) {
          const found = accounts.find((account) => account.kind === kind && account.name === name);
          if (found === undefined) missing.push(`${kind} ${name} (${id})`);
          else if (found.id !== id)
            report({
              message: `found the ${kind} ${name} with ${found.id ?? 'any number'}, expected ${id}, which it has on every oVirt host`,
              at: found.at,
              in: view,
            });
        }
      }
      if (missing.length > 0)
        report({
          message: `ovirt-host needs the ${missing.join(', ')}, which no sysusers.d file of an overlay and no passwd or group file sets; add them to one`,
          at: wanted.origin,
          in: view,
        });
    }
  },
};

interface Found {
  readonly kind: 'user' | 'group';
  readonly name: string;
  readonly id: number | undefined;
  readonly at: { readonly file: string; readonly line?: number };
}

function accountsOf(context: LintContext, view: VariantView): Found[] {
  const lines = sysusersOf(context).flatMap(({ type, name, id, at }): Found[] => {
    const number = /^\d+/.exec(id)?.[0];
    const base = { name, id: number === undefined ? undefined : Number(number), at };
    if (type === 'g') return [{ ...base, kind: 'group' }];
    // A user without a group of its own makes a group of its name and number.
    return type.startsWith('u')
      ? [{ ...base, kind: 'user' }, ...(id.includes(':') ? [] : [{ ...base, kind: 'group' as const }])]
      : [];
  });
  const keys = [
    ['check-passwd', 'passwd', 'user'],
    ['check-groups', 'group', 'group'],
  ] as const;
  const listed = keys.flatMap(([key, format, kind]): Found[] => {
    const setting = view.merged.setting(key)?.winner;
    const name = setting === undefined ? undefined : textOf(memberOf(setting.value, 'filename'));
    if (setting === undefined || name === undefined) return [];
    const file = posix.join(posix.dirname(setting.file), name);
    return readAccounts(context.tree.read(file) ?? '', format).accounts.map((account) => ({
      kind,
      name: account.name,
      id: account.id,
      at: { file, line: account.line },
    }));
  });
  return [...listed, ...lines];
}
