import { files } from '../example.ts';
import { isContainerBuild } from '../merged.ts';
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
    'With metadata: build_with_buildah the image is built by a Containerfile whose script reads packages, repositories, layers, postprocess and few more of the manifest. Everything else, exclude-packages and remove-files among it, is passed over in silence.',
  bad: [
    files(
      { 'manifest.yaml': 'metadata: {build_with_buildah: true}\nexclude-packages:\n  - perl\n' },
      'manifest.yaml:2',
    ),
  ],
  good: [files({ 'manifest.yaml': 'metadata: {build_with_buildah: true}\npackages:\n  - bash\n' })],
  check: ({ variants }, report) => {
    for (const view of variants) {
      if (!isContainerBuild(view.merged)) continue;
      for (const { name, key, file } of view.walk.contributions) {
        const modern = ALIASES[name] ?? name;
        if (READ.has(modern) || KEYS[modern] === undefined) continue;
        // A base is shared by both ways of building: only what a manifest says itself is written for this one.
        const own = file.split('/').length === 1;
        report({
          message: `${name} is not read by a container build (metadata: build_with_buildah); write a postprocess script, or take it out`,
          at: key.origin,
          severity: own ? 'warning' : 'info',
          in: view,
        });
      }
    }
  },
};
