import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatLocation } from '../../../src/errors.ts';
import { lint } from '../../../src/lint/lint.ts';
import { copyRealTree } from '../../lab/real/trees.ts';
import { hasShared } from '../../support/shared.ts';
import { tempDir } from '../../support/temp.ts';

/** A mistake somebody makes in a real configuration, and what is new among the findings then. */
interface Planted {
  readonly file: string;
  /** Replaced in the file; absent: `to` is appended, and a new file is made of it. */
  readonly from?: string;
  readonly to: string;
  /** Rule, severity and when; the line is that of `line`. */
  readonly expected: string;
  /** Text of the line that is found. */
  readonly line: string;
}

const PLANTED: readonly Planted[] = [
  { file: 'manifests/kernel.yaml', to: 'pakages:\n  - x\n', expected: 'unknown-key error', line: 'pakages:' },
  {
    file: 'manifests/networking-tools.yaml',
    to: 'packages-x86-64:\n  - x\n',
    expected: 'unknown-arch-key warning',
    line: 'packages-x86-64:',
  },
  {
    file: 'manifest.yaml',
    from: 'include: manifests/fedora-coreos.yaml',
    to: 'include: manifests/fedora-core.yaml',
    expected: 'missing-include error',
    line: 'include: manifests/fedora-core.yaml',
  },
  {
    file: 'manifests/fedora-coreos.yaml',
    from: '  - zincati\n',
    to: '  - zincati\n  - cowsay\n',
    expected: 'requested-and-excluded error',
    line: '  - cowsay',
  },
  {
    file: 'manifests/fedora-coreos-base.yaml',
    from: 'packages-s390x:\n',
    to: 'packages-s390x:\n  - python3\n',
    expected: 'requested-and-excluded error only on s390x',
    line: '  - python3',
  },
  {
    file: 'manifests/fedora-coreos.yaml',
    from: 'releasever < 41\n    include: exclude-dnf.yaml',
    to: 'releasever<41\n    include: exclude-dnf.yaml',
    expected: 'condition-syntax error',
    line: '  - if: releasever<41',
  },
  {
    file: 'manifests/fedora-coreos.yaml',
    from: '- if: prod == false',
    to: '- if: production == false',
    expected: 'undefined-variable error',
    line: '  - if: production == false',
  },
  {
    file: 'manifests/fedora-coreos.yaml',
    from: '- if: prod == false',
    to: '- if: prod == "false"',
    expected: 'condition-syntax error',
    line: '  - if: prod == "false"',
  },
  {
    file: 'manifests/fedora-coreos.yaml',
    from: '  - if: basearch != "s390x"\n',
    to: '  - if: basearch != "s390x"\n    include: kernel.yaml\n  - if: basearch != "s390x"\n',
    expected: 'file-included-twice error only on aarch64, ppc64le, x86_64',
    line: 'include: kernel.yaml',
  },
  {
    file: 'manifest.yaml',
    from: '  - fedora-updates\n',
    to: '  - fedora-update\n',
    expected: 'repo-undefined error',
    line: '  - fedora-update',
  },
  {
    file: 'manifests/bootupd.yaml',
    to: 'machineid-compat: true\nunits: [a.service]\n',
    expected: 'units-machineid error',
    line: 'units: [a.service]',
  },
  {
    file: 'manifests/fedora-coreos.yaml',
    from: 'summary: Fedora CoreOS ${stream}',
    to: 'summary: Fedora CoreOS ${streem}',
    expected: 'unresolved-substitution warning',
    line: '  summary: Fedora CoreOS ${streem}',
  },
  {
    file: 'manifests/fedora-coreos.yaml',
    from: '    set -euxo pipefail\n',
    to: '',
    expected: 'postprocess-hygiene warning',
    line: '- |',
  },
  {
    file: 'manifests/fedora-coreos.yaml',
    from: '    source /etc/os-release\n',
    to: '    source /etc/os-release\n    curl -sO https://example.com/a\n',
    expected: 'postprocess-hygiene warning',
    line: '    curl -sO https://example.com/a',
  },
  {
    file: 'fedora.repo',
    from: 'gpgcheck=1\ngpgkey',
    to: 'gpgcheck=0\ngpgkey',
    expected: 'repo-file warning',
    line: 'gpgcheck=0',
  },
  {
    file: 'manifest-lock.overrides.yaml',
    from: 'evr: 2.20.0-1.fc40',
    to: 'evr: 2.20',
    expected: 'lockfile-schema error',
    line: '    evr: 2.20',
  },
  {
    file: 'manifest-lock.overrides.yaml',
    from: 'evr: 1.0.48-1.fc40',
    to: 'evr: 1.0.48-1.fc39',
    expected: 'lockfile-override-stale warning',
    line: 'kdump-utils:',
  },
  {
    file: 'platforms.yaml',
    from: 'aarch64:\n',
    to: 'arm64:\n',
    expected: 'platforms-config warning',
    line: 'arm64:',
  },
  {
    file: 'image.yaml',
    from: 'include: image-base.yaml',
    to: 'include: image-bas.yaml',
    expected: 'image-config error',
    line: 'include: image-bas.yaml',
  },
  {
    file: 'overlay.d/05core/usr/lib/sysusers.d/a.conf',
    to: 'u a 5\nu b 5\n',
    expected: 'sysusers-entry error',
    line: 'u b 5',
  },
];

async function realTree(): Promise<string> {
  const dir = join(await tempDir(), 'tree');
  await copyRealTree('fedora-coreos-config', dir);
  return dir;
}

async function findings(dir: string): Promise<string[]> {
  const found = await lint(dir);
  return found.map(
    ({ rule, severity, when, location: { file, line } }) =>
      `${rule} ${severity}${when === undefined ? '' : ` ${when}`} @ ${formatLocation({ file, ...(line === undefined ? {} : { line }) })}`,
  );
}

describe.skipIf(!hasShared())('a mistake in the real Fedora CoreOS is found where it is', () => {
  it.each(PLANTED.map((planted) => [`${planted.expected} in ${planted.file}`, planted] as const))(
    '%s',
    async (_name, { file, from, to, expected, line }) => {
      const dir = await realTree();
      const before = new Set(await findings(dir));
      const path = join(dir, file);
      await mkdir(dirname(path), { recursive: true });
      if (from === undefined) await appendFile(path, to);
      else {
        const text = await readFile(path, 'utf8');
        expect(text).toContain(from);
        await writeFile(
          path,
          text.replace(from, () => to),
        );
      }
      const fresh = (await findings(dir)).filter((finding) => !before.has(finding));
      const hits = fresh.filter((finding) => finding.startsWith(`${expected} @ `));
      expect(hits.length, fresh.join('\n')).toBeGreaterThan(0);
      const places = hits.map((finding) => finding.slice(finding.indexOf(' @ ') + 3).split(':'));
      const texts = await Promise.all(
        places.map(
          async ([name = '', number = '0']) =>
            (await readFile(join(dir, name), 'utf8')).split('\n')[Number(number) - 1],
        ),
      );
      expect(texts.join('\n')).toContain(line.trim());
    },
  );
});
