import { posix } from 'node:path';
import { suggest } from '../suggest.ts';
import { files } from '../example.ts';
import { onHost, overlaysOf } from '../overlays.ts';
import type { Rule } from '../rule.ts';

const M = { 'manifest.yaml': 'ostree-layers: [overlay/05a]\n' };
const UNITS =
  /^\/(?:usr\/lib|etc)\/systemd\/(?:system|user)\/.*\.(?:service|socket|timer|path|mount|target|conf)$/;
/** Settings that name a file that has to be there. */
const NAMES = /^\s*(?:Exec(?:Start|StartPre|StartPost|Stop|StopPost|Reload|Condition)|EnvironmentFile)=(.*)$/;
/** No package puts anything there. */
const OWN = /^\/(?:usr\/local|opt|srv|home|root)\//;

/** Units that name files nobody brings. */
export const unitMissingFile: Rule = {
  id: 'unit-missing-file',
  severity: 'warning',
  title: 'a unit that names a file nobody brings',
  rationale:
    'A unit whose program is missing fails on every host. Packages bring most programs, so that only those are called missing that no package can bring, and those an overlay has under nearly the same name or in another directory.',
  bad: [
    files(
      {
        ...M,
        'overlay.d/05a/usr/libexec/node-setup': { text: '#!/bin/sh\n', executable: true },
        'overlay.d/05a/usr/lib/systemd/system/a.service': '[Service]\nExecStart=/usr/libexec/node-setpu\n',
      },
      'overlay.d/05a/usr/lib/systemd/system/a.service:2',
    ),
    files(
      { ...M, 'overlay.d/05a/usr/lib/systemd/system/a.service': '[Service]\nExecStart=-/opt/run\n' },
      'overlay.d/05a/usr/lib/systemd/system/a.service:2',
    ),
    files(
      {
        ...M,
        'overlay.d/05a/usr/bin/node-setup': { text: '#!/bin/sh\n', executable: true },
        'overlay.d/05a/usr/lib/systemd/system/a.service': '[Service]\nExecStart=/usr/libexec/node-setup\n',
      },
      'overlay.d/05a/usr/lib/systemd/system/a.service:2',
    ),
  ],
  good: [
    files({
      ...M,
      'overlay.d/05a/usr/libexec/node-setup': { text: '#!/bin/sh\n', executable: true },
      'overlay.d/05a/usr/lib/systemd/system/a.service':
        '[Service]\nExecStartPre=/usr/bin/systemctl is-active b\nExecStart=@/usr/libexec/node-setup setup\nEnvironmentFile=-/etc/sysconfig/a\n',
    }),
  ],
  check: (context, report) => {
    const overlays = overlaysOf(context);
    const paths = overlays.flatMap((overlay) =>
      overlay.entries.filter(({ kind }) => kind !== 'directory').map((entry) => onHost(overlay, entry.path)),
    );
    const known = new Set(paths);
    for (const overlay of overlays) {
      for (const { path, kind } of overlay.entries) {
        if (kind !== 'file' || !UNITS.test(onHost(overlay, path))) continue;
        for (const [index, line] of (context.tree.read(path) ?? '').split('\n').entries()) {
          const named = NAMES.exec(line)?.[1];
          const program = /^[-@:+!|]*(\/[^\s;"'%$]+)/.exec(named ?? '')?.[1];
          // An environment file with - in front may be missing.
          if (program === undefined || known.has(program) || line.includes('EnvironmentFile=-')) continue;
          const near = likely(program, paths);
          if (near === undefined && !OWN.test(program)) continue;
          report({
            message: `found ${program}, which no overlay brings${near === undefined ? ' and no package puts there' : `; did you mean ${near}?`}`,
            at: { file: path, line: index + 1 },
          });
        }
      }
    }
  },
};

/** A file of the overlays that was probably meant. */
function likely(program: string, paths: readonly string[]): string | undefined {
  const name = posix.basename(program);
  const same = paths.find((path) => posix.basename(path) === name && /\/(?:s?bin|libexec)\//.test(path));
  if (same !== undefined) return same;
  const siblings = paths
    .filter((path) => posix.dirname(path) === posix.dirname(program))
    .map((path) => posix.basename(path));
  const near = suggest(name, siblings).find(
    (other) => Math.abs(other.length - name.length) <= 1 && name.length > 4,
  );
  return near === undefined ? undefined : posix.join(posix.dirname(program), near);
}
