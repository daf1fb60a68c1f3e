import { files } from '../example.ts';
import { onHost, overlaysOf } from '../overlays.ts';
import type { Rule } from '../rule.ts';

const M = { 'manifest.yaml': 'ostree-layers: [overlay/05a]\n' };
/** Directories of programs. */
const PROGRAMS =
  /^\/usr\/(?:bin|sbin|libexec|local\/bin|local\/sbin)\/|^\/etc\/NetworkManager\/dispatcher\.d\/|^\/usr\/lib\/(?:NetworkManager\/dispatcher\.d|systemd\/system-(?:generators|shutdown|sleep)|dracut\/modules\.d\/[^/]+\/module-setup\.sh$|modules-load\.d\/[^/]+\.sh$)/;
const PROGRAM_DATA = /\.(?:conf|md|txt|service|json|ya?ml|toml|rules|sed|awk|py|sh\.in)$/;
/** Files of systemd that are read, never run. */
const READ =
  /^\/(?:usr\/lib|etc)\/(?:systemd\/(?:system|user|network)|sysusers\.d|tmpfiles\.d|udev\/rules\.d|sysctl\.d)\/.*\.[a-z]+$/;

/** Modes of files of overlays, which git and the layer keep. */
export const overlayMode: Rule = {
  id: 'overlay-mode',
  severity: 'warning',
  title: 'a file of an overlay with the wrong mode',
  rationale:
    'A layer keeps the executable bit of its files: a script without it does not run on the host, and systemd complains about units that have it. git records the bit: git update-index --chmod=+x FILE. A setuid bit is not recorded, and taken out on the way.',
  bad: [
    files({ ...M, 'overlay.d/05a/usr/libexec/run': '#!/bin/sh\n' }, 'overlay.d/05a/usr/libexec/run'),
    files(
      { ...M, 'overlay.d/05a/usr/lib/systemd/system/a.service': { text: '[Unit]\n', executable: true } },
      'overlay.d/05a/usr/lib/systemd/system/a.service',
    ),
  ],
  good: [
    files({
      ...M,
      'overlay.d/05a/usr/libexec/run': { text: '#!/bin/sh\n', executable: true },
      'overlay.d/05a/usr/lib/systemd/system/a.service': '[Unit]\n',
    }),
  ],
  check: (context, report) => {
    for (const overlay of overlaysOf(context)) {
      for (const { path, kind, mode } of overlay.entries) {
        const at = { file: path };
        if (kind === 'other')
          report({
            message: 'found a socket, device or pipe, which no layer can hold; take it out',
            at,
            severity: 'error',
          });
        if (kind !== 'file') continue;
        const host = onHost(overlay, path);
        const isExecutable = (mode & 0o111) !== 0;
        if ((mode & 0o6000) !== 0)
          report({
            message:
              'found a setuid or setgid bit, which git does not record and the assembler takes out; set it with a postprocess script',
            at,
          });
        if ((mode & 0o400) === 0) report({ message: 'found a file its owner cannot read; chmod u+r it', at });
        const isScript = (context.tree.read(path) ?? '').startsWith('#!');
        if (!isExecutable && isScript && PROGRAMS.test(host) && !PROGRAM_DATA.test(host))
          report({
            message: `${host} is a script without the executable bit, so it does not run on the host; git update-index --chmod=+x ${path}`,
            at,
          });
        if (isExecutable && READ.test(host))
          report({
            message: `${host} is executable and only ever read; git update-index --chmod=-x ${path}`,
            at,
          });
      }
    }
  },
};
