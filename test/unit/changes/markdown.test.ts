import { describe, expect, it } from 'vitest';
import { compareBuilds } from '../../../src/changes/compare.ts';
import type { BuildFacts } from '../../../src/changes/facts.ts';
import { CHANGES_LIMIT, changesMarkdown } from '../../../src/changes/markdown.ts';
import { record } from './builds.ts';

function markdown(before: BuildFacts, after: BuildFacts): string {
  return changesMarkdown(compareBuilds(before, after));
}

describe('a difference as Markdown', () => {
  it('says the numbers, then downgrades, the important packages, and the rest folded', () => {
    const text = markdown(
      record(['kernel-1-1.x86_64', 'vdsm-2-1.noarch', 'zlib-1-1.x86_64', 'tar-1-1.x86_64', 'old-1-1.noarch']),
      record(['kernel-2-1.x86_64', 'vdsm-1-1.noarch', 'zlib-1-2.x86_64', 'tar-1-1.x86_64', 'new-1-1.noarch']),
    );
    expect(text).toContain(
      'Packages: 2 upgraded (1 of them rebuilt), 1 downgraded, 1 added, 1 removed, 1 unchanged.',
    );
    const places = [
      '### What changed since 9\\.20260101'.replace('\\', ''),
      '**1 package downgraded**',
      '| `vdsm` | downgraded | `2-1` | `1-1` |',
      '**Kernel and boot (1)**',
      '| `kernel` | upgraded | `1-1` | `2-1` |',
      '<details><summary>Other packages (3)</summary>\n\n| Package',
      '| `new` | added |  | `1-1.noarch` |',
      '| `old` | removed | `1-1.noarch` |  |',
      '| `zlib` | rebuilt | `1-1` | `1-2` |',
      '\n\n</details>',
      '| `live-iso` | 2.0 GiB | 2.0 GiB | same bytes |',
    ].map((part) => text.indexOf(part));
    expect(
      places.every((place) => place >= 0),
      text,
    ).toBe(true);
    expect(places).toEqual([...places].sort((left, right) => left - right));
  });

  it('says sizes where they are known', () => {
    const text = markdown(
      record(['a-1-1.noarch', 'b-1-1.noarch'], {
        packageSizes: { 'a-1-1.noarch': 2048, 'b-1-1.noarch': 1024 },
      }),
      record(['a-2-1.noarch', 'c-1-1.noarch'], {
        packageSizes: { 'a-2-1.noarch': 1024, 'c-1-1.noarch': 512 },
      }),
    );
    expect(text).toContain('Installed: 1.5 KiB (−1.5 KiB).');
    expect(text).toContain('| `a` | upgraded | `1-1` | `2-1` | −1.0 KiB |');
    expect(text).toContain('| `b` | removed | `1-1.noarch` |  | −1.0 KiB |');
    expect(text).toContain('| `c` | added |  | `1-1.noarch` | +512 B |');
  });

  it('says what it is made from, with a link to the base', () => {
    const text = markdown(
      record([]),
      record([], {
        target: 'el10',
        baseConfig: { url: 'https://me:s3cret@github.com/openshift/os', commit: '1'.repeat(40) },
        release: { nevr: 'ovirt-release-master-4.5-1', sha256: '0'.repeat(64) },
        assembler: {
          reference: `registry.example/cosa@sha256:${'9'.repeat(64)}`,
          digest: `sha256:${'9'.repeat(64)}`,
        },
        config: { 'manifest.yaml': '9' },
        layers: ['overlay/02', 'overlay/01'],
        scripts: [],
        fingerprint: {},
        run: { id: 1, url: 'https://github.com/o/r/actions/runs/1', sha: 'x' },
      }),
    );
    for (const part of [
      '| Target | `el9` | `el10` |',
      `([compare](https://github.com/openshift/os/compare/${'c'.repeat(40)}...${'1'.repeat(40)}))`,
      '| Release rpm | `ovirt-release-master-4.5-1` `sha256:dddddddddddd` | `ovirt-release-master-4.5-1` `sha256:000000000000` |',
      `registry.example/cosa \`sha256:${'9'.repeat(12)}\``,
      '**Files of the configuration (2)**\n\n- changed `manifest.yaml`\n- removed `overlay.d/99/a`',
      '**Order of the layers**\n\n- before: `overlay/01`, `overlay/02`\n- after: `overlay/02`, `overlay/01`',
      '**Scripts (2)**\n\n- removed `first`\n- removed `second`',
      'Also moved: `inputs`, `repository:baseos`',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('s3cret');
  });

  it('is one sentence where nothing changed', () => {
    const text = markdown(record(['a-1-1.noarch'], { images: [] }), record(['a-1-1.noarch']));
    expect(text).toBe(
      '### What changed since 9.20260101.0 (2026\\-01\\-01T03:00:00Z)\n\nNothing: no package changed, 1 unchanged.\n',
    );
  });

  it('links the run of the build before, unless its address is none', () => {
    const run = (url: string): string =>
      markdown(record([], { run: { id: 1, url, sha: 'x' } }), record([])).split('\n')[0] ?? '';
    expect(run('https://github.com/o/r/actions/runs/1')).toContain(
      '[9.20260101.0](https://github.com/o/r/actions/runs/1)',
    );
    for (const bad of ['javascript:alert(1)', 'https://x/) <img src=x>', ''])
      expect(run(bad)).not.toContain('](');
  });

  it('shows names as they are, whatever they hold', () => {
    const evil = '`</details>|<img src=x> @someone\u001b[31m\n## heading\u202e';
    const text = markdown(
      { packages: [], config: {}, buildId: evil, layers: [evil, 'a'], scripts: [] },
      {
        packages: [[evil, '0', evil, evil, evil]],
        config: { [evil]: '1' },
        layers: ['a', evil],
        scripts: [{ name: evil, sha256: '1' }],
      },
    );
    // Outside of code spans nothing of it is HTML, a mention, a heading or a new cell.
    const outside = text.replaceAll(/\\[^|]/g, '').replaceAll(/`[^`]*`/g, '');
    expect(outside.match(/<[^>]*>/g)).toEqual(['<details>', '<summary>', '</summary>', '</details>']);
    expect(outside).not.toMatch(/@someone/);
    expect(text).not.toMatch(/^## heading/m);
    // eslint-disable-next-line no-control-regex -- it must be gone
    expect(text).not.toMatch(/[\u001b\u202e]/);
    const rows = text.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows).toHaveLength(1);
    expect(rows[0]?.replaceAll(String.raw`\|`, '').split('|')).toHaveLength(7);
  });
});

describe('a long difference', () => {
  const many = (count: number, version: number, name: (index: number) => string): string[] =>
    Array.from({ length: count }, (_item, index) => `${name(index)}-${version}-1.noarch`);

  it('shows everything as long as it fits', () => {
    const text = markdown(
      record(many(300, 1, (index) => `p${index}`)),
      record(many(300, 2, (index) => `p${index}`)),
    );
    expect(text.match(/upgraded \|/g)).toHaveLength(300);
    expect(text).not.toContain('changes.json has all of them');
  });

  it('folds an important group as well, once it is long', () => {
    const name = (index: number): string => `libvirt-daemon-${index}`;
    expect(markdown(record(many(16, 1, name)), record(many(16, 2, name)))).toContain(
      '<summary>Virtualization (16)</summary>',
    );
    expect(markdown(record(many(15, 1, name)), record(many(15, 2, name)))).toContain(
      '**Virtualization (15)**',
    );
  });

  it('is cut at rows, and says how many are left out', () => {
    const text = markdown(
      record(many(3000, 1, (index) => `p${index}`)),
      record(many(3000, 2, (index) => `p${index}`)),
    );
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(CHANGES_LIMIT);
    expect(text.match(/upgraded \|/g)).toHaveLength(1000);
    expect(text).toContain('… and 2000 more; changes.json has all of them.\n\n</details>');
  });

  it('leaves all lists out where the place is too small for the shortest ones', () => {
    const changes = compareBuilds(record(many(9, 1, (index) => `p${index}`)), record([]));
    const text = changesMarkdown(changes, 300);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(300);
    expect(text).toContain('9 removed');
    expect(text).toContain('changes.json has all of it');
  });

  it('fits at its worst: every list long, every name as long as it may be shown, and of four bytes a letter', () => {
    const names = [
      'kernel-',
      'ovirt-',
      'libvirt-',
      'systemd-',
      'NetworkManager-',
      'lvm2-',
      'podman-',
      'other-',
    ].flatMap((start) => Array.from({ length: 30 }, (_item, index) => `${start}${index}${'𝔘'.repeat(200)}`));
    const long = '𝔘'.repeat(300);
    const facts = (sign: string): BuildFacts => ({
      packages: names.flatMap((name) => [
        [`${name}-u`, '0', sign === 'a' ? '1' : '2', long, long] as const,
        [`${name}-d`, '0', sign === 'a' ? '2' : '1', long, long] as const,
        [`${sign}${name}`, '0', `${sign}${long}`, long, long] as const,
      ]),
      config: Object.fromEntries(names.map((name) => [`${sign}${name}`, '1'])),
      layers: sign === 'a' ? names : names.toReversed(),
      scripts: names.map((name) => ({ name: `${sign}${name}`, sha256: '1' })),
      fingerprint: Object.fromEntries(names.map((name) => [`${sign}${name}`, '1'])),
      images: names.map((kind) => ({ kind, size: 1, sha256: sign })),
      buildId: long,
      ref: sign + long,
    });
    const text = markdown(facts('a'), facts('b'));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(CHANGES_LIMIT);
    expect(text).toContain('**Order of the layers**');
    // Nothing was cut within a character.
    expect(Buffer.from(text).toString()).toBe(text);
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
  });
});
