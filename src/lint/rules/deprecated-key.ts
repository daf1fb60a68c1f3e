import { containerBuildOf } from '../container-build.ts';
import { files, manifest } from '../example.ts';
import { finalizeDirectories } from '../finalize.ts';
import type { Rule } from '../rule.ts';
import { ALIASES, textOf, type Located } from '../treefile.ts';

interface Note {
  readonly severity: 'warning' | 'info';
  readonly text: string;
  /** Values it is about; absent: all. */
  readonly when?: (value: Located) => boolean;
}

/** What rpm-ostree warns of, or calls experimental. */
const NOTES: Readonly<Record<string, Note>> = {
  'boot-location': {
    severity: 'warning',
    text: 'is deprecated with any value but modules, which new systems should use',
    when: (value) => textOf(value) !== 'modules',
  },
  'initramfs-args': {
    severity: 'warning',
    text: 'is deprecated; put a file into /usr/lib/dracut/dracut.conf.d with an overlay',
  },
  cliwrap: {
    severity: 'warning',
    text: 'is deprecated and going to be removed',
    when: (value) => value.scalar === true,
  },
  rpmdb: {
    severity: 'warning',
    text: 'names a format of old times, which is treated as target',
    when: (value) => ['bdb', 'b-d-b', 'ndb'].includes(textOf(value) ?? ''),
  },
  'lockfile-repos': { severity: 'info', text: 'is experimental, as rpm-ostree says each time' },
  repovars: { severity: 'info', text: 'is experimental' },
  sysusers: { severity: 'info', text: 'is experimental' },
  'opt-usrlocal': { severity: 'info', text: 'is experimental' },
  'rpmdb-normalize': { severity: 'info', text: 'is experimental, and needs SOURCE_DATE_EPOCH' },
};

/** Keys rpm-ostree warns of. */
export const deprecatedKey: Rule = {
  id: 'deprecated-key',
  severity: 'warning',
  title: 'a key that is deprecated or experimental, or a default that is',
  rationale:
    'rpm-ostree warns of these and waits three seconds, or says that they may change. They work today; a later assembler may refuse them. A manifest that comes out without boot-location gets the value that is deprecated, and no line of it says so: write boot-location: modules, or edition: "2024", which implies it. A container build passes over the key, and its manifests need none.',
  bad: [
    manifest('initramfs-args: [--no-hostonly]\n', 1),
    manifest('boot-location: new\n', 1),
    files({ 'manifest.yaml': 'packages: [bash]\n' }, 'manifest.yaml'),
    manifest('rojig: {name: a, summary: b, license: MIT}\n', 1),
  ],
  good: [
    manifest('boot-location: modules\nmetadata: {name: a}\n'),
    manifest('edition: "2024"\n'),
    files({ 'manifest.yaml': 'include: a.yaml\n', 'a.yaml': 'boot-location: modules\n' }),
    manifest('metadata: {build_with_buildah: true}\n'),
  ],
  check: (context, report) => {
    const { treefiles, variants } = context;
    for (const path of finalizeDirectories(context))
      report({
        message:
          'finalize.d is experimental; only executable files in it are run, in the order of their names',
        at: { file: path },
        severity: 'info',
      });
    for (const { entries } of treefiles.values()) {
      for (const { name, key, value } of entries) {
        const note = NOTES[ALIASES[name] ?? name];
        if (note === undefined || note.when?.(value) === false || value.scalar === null) continue;
        report({ message: `${name} ${note.text}`, at: key.origin, severity: note.severity });
      }
    }
    for (const view of variants) {
      // Without a place it is about the default.
      const isDefault = view.flattened?.warnings.some(
        ({ key, location }) => key === 'boot-location' && location === undefined,
      );
      if (isDefault === true && containerBuildOf(context, view) === undefined)
        report({
          message:
            'found no boot-location, and its default is deprecated; add boot-location: modules, which new systems should use',
          at: { file: view.variant.entry },
          in: view,
        });
      const rojig = view.merged.setting('rojig');
      if (rojig === undefined || view.merged.map('metadata').has('name')) continue;
      report({
        message: 'rojig is left of something that was removed; give metadata: the name as well',
        at: rojig.winner.key.origin,
        severity: 'info',
        in: view,
      });
    }
  },
};
