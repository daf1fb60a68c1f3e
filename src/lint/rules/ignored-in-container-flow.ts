import { files } from '../example.ts';
import { appliesTreefile, containerBuildOf } from '../container-build.ts';
import type { Rule } from '../rule.ts';
import { ALIASES, KEYS } from '../treefile.ts';

/** What the build script of the base reads of the flattened manifest. */
const READ = new Set([
  'packages',
  'repos',
  'lockfile-repos',
  'ostree-layers',
  'documentation',
  'recommends',
  'postprocess',
  'metadata',
  'include',
  'arch-include',
  'conditional-include',
  'variables',
  'releasever',
  'bootstrap-packages',
]);

/** Keys a container build never reads. */
export const ignoredInContainerFlow: Rule = {
  id: 'ignored-in-container-flow',
  severity: 'warning',
  title: 'a key that a container build does not read',
  rationale:
    'With metadata: build_with_buildah, or a Containerfile beside build-rootfs or build-args*.conf, the image is built by a script that reads packages, repositories, layers, postprocess and few more of the manifest. Everything else, exclude-packages and remove-files among it, is passed over in silence. A Containerfile that calls rpm-ostree experimental compose treefile-apply reads fewer yet, and refuses documentation.',
  bad: [
    files(
      { 'manifest.yaml': 'metadata: {build_with_buildah: true}\nexclude-packages:\n  - perl\n' },
      'manifest.yaml:2',
    ),
    files(
      {
        'manifest.yaml': 'exclude-packages:\n  - perl\n',
        Containerfile: 'FROM scratch\n',
        'build-rootfs': '#!/usr/bin/python3\n',
      },
      'manifest.yaml:1',
    ),
    files(
      {
        'manifest.yaml': 'exclude-packages:\n  - perl\n',
        Containerfile: 'FROM scratch\n',
        'build-args.conf': 'ID=fedora\nNAME=node\nSTREAM=stable\nVERSION=42\n',
      },
      'manifest.yaml:1',
    ),
    files(
      {
        'manifest.yaml': 'packages: [bash]\ndocumentation: false\n',
        Containerfile: 'FROM a\nRUN rpm-ostree experimental compose treefile-apply manifest.yaml\n',
      },
      'manifest.yaml:2',
    ),
  ],
  good: [
    files({ 'manifest.yaml': 'metadata: {build_with_buildah: true}\npackages:\n  - bash\n' }),
    files({
      'manifest.yaml': 'metadata: {build_with_buildah: false}\nexclude-packages:\n  - perl\n',
      Containerfile: 'FROM scratch\n',
      'build-rootfs': '#!/usr/bin/python3\n',
    }),
    files({
      'manifest.yaml': 'documentation: false\nexclude-packages:\n  - perl\n',
      Containerfile: 'FROM a\n# not: treefile-apply\n',
    }),
  ],
  check: (context, report) => {
    const applies = appliesTreefile(context);
    for (const view of context.variants) {
      const documentation = applies ? view.merged.setting('documentation')?.winner : undefined;
      if (documentation !== undefined)
        report({
          message:
            'documentation is refused by rpm-ostree compose treefile-apply, which the Containerfile calls; take it out',
          at: documentation.key.origin,
          severity: 'error',
          in: view,
        });
      const reason = containerBuildOf(context, view);
      if (reason === undefined) continue;
      for (const { name, key, file } of view.walk.contributions) {
        const modern = ALIASES[name] ?? name;
        if (READ.has(modern) || KEYS[modern] === undefined) continue;
        // A base is shared by both ways of building: only what a manifest says itself is written for this one.
        const own = file.split('/').length === 1;
        report({
          message: `${name} is not read by a container build (${reason}); write a postprocess script, or take it out`,
          at: key.origin,
          severity: own ? 'warning' : 'info',
          in: view,
        });
      }
    }
  },
};
