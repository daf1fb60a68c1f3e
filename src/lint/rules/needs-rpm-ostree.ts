import { files, manifest } from '../example.ts';
import { finalizeDirectories } from '../finalize.ts';
import type { Rule } from '../rule.ts';
import { ALIASES, conditionalsOf, entriesOf, type Located, type Treefile } from '../treefile.ts';
import { isOlder } from '../versions.ts';

interface Feature {
  readonly since: string;
  /** What an older one does. */
  readonly before: string;
}

const REFUSED = 'refuses the file';

/** Keys and the version that brought them, as far as its history tells a version. */
const SINCE: Readonly<Record<string, Feature>> = {
  variables: { since: '2022.3', before: REFUSED },
  'conditional-include': { since: '2022.3', before: REFUSED },
  metadata: { since: '2022.13', before: REFUSED },
  repovars: { since: '2022.16', before: REFUSED },
  'selinux-label-version': { since: '2023.9', before: REFUSED },
  edition: { since: '2024.9', before: REFUSED },
  'ignore-devices': { since: '2024.9', before: REFUSED },
  sysusers: { since: '2025.9', before: REFUSED },
  'advisories-metadata': { since: '2025.11', before: REFUSED },
  'no-initramfs': { since: '2026.1', before: REFUSED },
};

/** What the assembler's rpm-ostree is too old for. */
export const needsRpmOstree: Rule = {
  id: 'needs-rpm-ostree',
  severity: 'error',
  title: 'something the rpm-ostree of the assembler is too old for',
  rationale:
    'Manifests are read as rpm-ostree v2026.2 reads them. An older one, in an older assembler, refuses keys it does not know, or does something else. The version is given with --rpm-ostree, and a build takes that of the assembler it has pulled; without one this rule is silent.',
  bad: [
    { ...manifest('no-initramfs: true\n', 1), rpmOstree: '2024.8' },
    {
      ...manifest(
        'conditional-include:\n  - if: basearch == "x86_64"\n    include:\n      packages: [bash]\n',
        4,
      ),
      rpmOstree: '2024.8',
    },
    files({ 'manifest.yaml': 'include: a.ks\n', 'a.ks': '%packages\nbash\n%end\n' }, 'manifest.yaml:1', {
      rpmOstree: '2024.8',
    }),
    files(
      { 'manifest.yaml': 'repos: [r]\n', 'finalize.d/01-a': { text: '#!/bin/sh\n', executable: true } },
      'finalize.d',
      { rpmOstree: '2024.8' },
    ),
  ],
  good: [
    files(
      { 'manifest.yaml': 'repos: [r]\n', 'finalize.d/01-a': { text: '#!/bin/sh\n', executable: true } },
      undefined,
      { rpmOstree: '2024.9' },
    ),
    { ...manifest('no-initramfs: true\nrepos: [r]\n'), rpmOstree: '2026.1' },
    files(
      {
        'manifest.yaml':
          'repos: [r]\nconditional-include:\n  - if: basearch == "x86_64"\n    include: a.yaml\n',
        'a.yaml': '',
      },
      undefined,
      { rpmOstree: '2022.3' },
    ),
  ],
  check: (context, report) => {
    const { treefiles, includes, variants, rpmOstree } = context;
    if (rpmOstree === undefined) return;
    const say = (what: string, { since, before }: Feature, at: Located['origin']): void => {
      if (isOlder(rpmOstree, since))
        report({
          message: `${what} needs rpm-ostree ${since}, the assembler has ${rpmOstree}, which ${before}; take a newer assembler-image, or do without`,
          at,
        });
    };
    for (const file of treefiles.values()) {
      for (const { name, key } of file.entries) {
        const feature = SINCE[ALIASES[name] ?? name];
        if (feature !== undefined) say(name, feature, key.origin);
      }
      forms(file, say);
    }
    if (isOlder(rpmOstree, '2024.9'))
      for (const path of finalizeDirectories(context))
        report({
          message: `finalize.d needs rpm-ostree 2024.9, the assembler has ${rpmOstree}, which runs nothing of it; take a newer assembler-image, or write postprocess`,
          at: { file: path },
          severity: 'warning',
        });
    for (const { path, origin } of includes)
      if (path.endsWith('.ks'))
        say('a kickstart file', { since: '2024.9', before: 'reads it as JSON' }, origin);
    for (const view of variants) {
      const [entry] = view.walk.contributions;
      if (entry !== undefined && !view.merged.keys().has('repos') && isOlder(rpmOstree, '2024.9'))
        report({
          message: `a manifest without repos needs rpm-ostree 2024.9, the assembler has ${rpmOstree}; list the repositories`,
          at: { file: view.variant.entry },
          severity: 'warning',
          in: view,
        });
    }
  },
};

/** What is new about a key rather than a new key. */
function forms(file: Treefile, say: (what: string, feature: Feature, at: Located['origin']) => void): void {
  for (const { name, value } of file.entries) {
    if (name === 'include' && value.items !== undefined)
      say('a list under include', { since: '2019.5', before: REFUSED }, value.origin);
  }
  for (const { include } of conditionalsOf(file)) {
    const [first] = entriesOf(include);
    if (first !== undefined)
      say('a treefile written inside a condition', { since: '2025.8', before: REFUSED }, first.key.origin);
  }
}
