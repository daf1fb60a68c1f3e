import { posix } from 'node:path';
import { suggest } from '../suggest.ts';
import { files } from '../example.ts';
import { onHost, overlaysOf } from '../overlays.ts';
import type { Rule } from '../rule.ts';

const M = { 'manifest.yaml': 'ostree-layers: [overlay/05a]\n' };

/** Links in overlays. */
export const overlayLink: Rule = {
  id: 'overlay-link',
  severity: 'warning',
  title: 'a link of an overlay that leads nowhere',
  rationale:
    'A link in a layer is followed on the host. One that climbs out of the layer means another file there than it does in the repository, and one whose target is neither in an overlay nor like anything that is, is mostly mistyped. A directory of overlay.d/ that is itself a link has to lead to a directory of this repository.',
  bad: [
    files({ ...M, 'overlay.d/05a/etc/a': { link: '../../../../manifest.yaml' } }, 'overlay.d/05a/etc/a'),
    files(
      {
        ...M,
        'overlay.d/05a/etc/x': '',
        'overlay.d/05a/usr/lib/systemd/system/node-setup.service': '',
        'overlay.d/05a/usr/lib/systemd/system/a.target.wants/node-setup.service': {
          link: '../node-setpu.service',
        },
      },
      'overlay.d/05a/usr/lib/systemd/system/a.target.wants/node-setup.service',
    ),
    files({ ...M, 'overlay.d/05a': { link: '../base/overlay.d/05a' } }, 'overlay.d/05a'),
    files(
      { 'manifest.yaml.in': M['manifest.yaml'], 'overlay.d/05a': { link: '../../05a' } },
      'overlay.d/05a',
    ),
  ],
  good: [
    files({
      ...M,
      'overlay.d/05a/usr/lib/systemd/system/a.service': '',
      'overlay.d/05a/usr/lib/systemd/system/multi-user.target.wants/a.service': { link: '../a.service' },
      'overlay.d/05a/etc/systemd/system/b.service': { link: '/dev/null' },
    }),
  ],
  check: (context, report) => {
    const { tree } = context;
    // By name: the directory of a template is one of links, overlay.d itself among them.
    for (const path of tree.names('overlay.d').map((name) => `overlay.d/${name}`)) {
      if (tree.isDirectory(path) || !tree.isLink(path)) continue;
      const where =
        tree.locate(path).kind === 'outside' ? 'leads out of the configuration' : 'leads to nothing';
      report({
        message: `the link to ${tree.target(path)} ${where}; the base it is for may not be checked out`,
        at: { file: path },
        severity: 'error',
      });
    }
    const overlays = overlaysOf(context);
    const paths = overlays.flatMap((overlay) => overlay.entries.map((entry) => onHost(overlay, entry.path)));
    const known = new Set(paths);
    for (const overlay of overlays) {
      for (const { path, kind } of overlay.entries) {
        if (kind !== 'link') continue;
        const target = tree.target(path);
        const inside = posix.relative(overlay.path, path);
        const climbs = !target.startsWith('/') && posix.join(posix.dirname(inside), target).startsWith('..');
        if (climbs) {
          report({
            message: `the link to ${target} climbs out of the overlay; write the path it has on the host`,
            at: { file: path },
          });
          continue;
        }
        const host = posix.resolve(posix.dirname(onHost(overlay, path)), target);
        if (known.has(host)) continue;
        const siblings = paths
          .filter((other) => posix.dirname(other) === posix.dirname(host))
          .map((other) => posix.basename(other));
        const near = suggest(posix.basename(host), siblings).filter(
          (name) => Math.abs(name.length - posix.basename(host).length) <= 2,
        );
        // A package may bring it: only what is nearly there is called wrong.
        if (near.length > 0 && !known.has(host))
          report({
            message: `the link leads to ${host}, which no overlay has; did you mean ${near[0] ?? ''}?`,
            at: { file: path },
          });
      }
    }
  },
};
