import { files } from '../example.ts';
import { sysusersOf, type SysusersLine } from '../sysusers.ts';
import type { Reporter, Rule } from '../rule.ts';

const M = { 'manifest.yaml': 'ostree-layers: [overlay/05a]\n' };
const FILE = 'overlay.d/05a/usr/lib/sysusers.d/a.conf';
const TYPES: ReadonlySet<string> = new Set(['u', 'u!', 'g', 'm', 'r']);

/** sysusers.d files of overlays. */
export const sysusersEntry: Rule = {
  id: 'sysusers-entry',
  severity: 'error',
  title: 'a line of sysusers.d that does not work, or a number given twice',
  rationale:
    'systemd-sysusers makes the users of these files. A number that is given to two names is taken by the first; the other gets one by chance, another on every host, and shared storage remembers owners by number.',
  bad: [
    files({ ...M, [FILE]: 'u a 36\nu b 36\n' }, `${FILE}:2`),
    files({ ...M, [FILE]: 'g a 36\ng a 37\n' }, `${FILE}:2`),
    files({ ...M, [FILE]: 'x a 36\n' }, `${FILE}:1`),
    files({ ...M, [FILE]: 'u A$b 36\n' }, `${FILE}:1`),
    files({ ...M, [FILE]: 'm a\n' }, `${FILE}:1`),
    files({ ...M, [FILE]: 'u a 70000000000\n' }, `${FILE}:1`),
  ],
  good: [
    files({
      ...M,
      [FILE]: '# users\ng kvm 36\nu vdsm 37:36 "Node Manager" /var/lib/vdsm\nm vdsm kvm\nr - 500-900\n',
    }),
  ],
  check: (context, report) => {
    const users = new Map<string, SysusersLine>();
    const groups = new Map<string, SysusersLine>();
    const ids = { u: new Map<string, SysusersLine>(), g: new Map<string, SysusersLine>() };
    for (const line of sysusersOf(context)) {
      if (!isWhole(line, report)) continue;
      const kind = line.type === 'g' ? 'g' : line.type.startsWith('u') ? 'u' : undefined;
      if (kind === undefined) continue;
      const names = kind === 'g' ? groups : users;
      const before = names.get(line.name);
      const place = ({ at }: SysusersLine): string => `${at.file}:${at.line ?? 0}`;
      if (before !== undefined && before.id !== line.id)
        report({
          message: `found ${line.name} with ${line.id}, which ${place(before)} makes with ${before.id}: the first one counts; keep one`,
          at: line.at,
        });
      names.set(line.name, before ?? line);
      const number = /^\d+/.exec(line.id)?.[0];
      const owner = number === undefined ? undefined : ids[kind].get(number);
      if (owner !== undefined && owner.name !== line.name)
        report({
          message: `found the number ${number ?? ''} for ${line.name}, which ${place(owner)} gives to ${owner.name}; choose another`,
          at: line.at,
        });
      if (number !== undefined && owner === undefined) ids[kind].set(number, line);
    }
  },
};

function isWhole(line: SysusersLine, report: Reporter): boolean {
  const { type, name, id, fields, text, at } = line;
  const refuse = (expected: string): boolean => {
    report({ message: `found ${JSON.stringify(text.slice(0, 80))}, expected ${expected}`, at });
    return false;
  };
  if (!TYPES.has(type)) return refuse('u, g, m or r, a name and what goes with it');
  if (type === 'r') return /^\d+(-\d+)?$/.test(id) || refuse('r - FIRST-LAST');
  if (!/^[A-Za-z_][\w.-]{0,30}$/.test(name) && !name.includes('%'))
    return refuse('a name of letters, digits, _ and -');
  if (type === 'm') return fields >= 3 || refuse('m USER GROUP');
  const isId = id === '-' || id.startsWith('/') || /^(\d{1,10}|-)(:([A-Za-z_][\w.-]*|\d{1,10}))?$/.test(id);
  if (!isId || Number(/^\d+/.exec(id)?.[0] ?? 0) > 4_294_967_294)
    return refuse('a number below 4294967295, NUMBER:GROUP, a path or -');
  return true;
}
