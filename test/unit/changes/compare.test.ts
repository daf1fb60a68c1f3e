import { describe, expect, it } from 'vitest';
import type { BuildRecord } from '../../../src/build-record/record.ts';
import type { Changes } from '../../../src/changes/changes.ts';
import { compareBuilds } from '../../../src/changes/compare.ts';
import { changesMarkdown } from '../../../src/changes/markdown.ts';
import { changesText } from '../../../src/changes/text.ts';
import { record } from './builds.ts';

const PACKAGES = ['a-1-1.noarch'];

function after(more: Partial<BuildRecord>): Changes {
  return compareBuilds(record(PACKAGES), record(PACKAGES, more));
}

describe('two builds', () => {
  it('that are the same but for their names are not different', () => {
    const changes = after({
      buildId: '9.20260102.0',
      ostreeCommit: 'f'.repeat(64),
      finished: '2026-01-02T03:00:00Z',
      fingerprint: { 'repository:baseos': '2', inputs: 'x', config: 'z' },
      images: [{ kind: 'live-iso', file: 'b.iso', size: 5, sha256: '0'.repeat(64), artifact: null }],
      assembler: { reference: 'registry.example/cosa:y', digest: `sha256:${'b'.repeat(64)}` },
    });
    expect(changes).toMatchObject({
      schema: 1,
      different: false,
      before: { buildId: '9.20260101.0', finished: '2026-01-01T03:00:00Z' },
      after: { buildId: '9.20260102.0', ostreeCommit: 'f'.repeat(64) },
      target: null,
      ref: null,
      base: null,
      release: null,
      assembler: null,
      config: null,
      layers: null,
      scripts: null,
      moved: ['repository:baseos'],
      images: [{ kind: 'live-iso', before: 2 * 1024 ** 3, after: 5, same: false }],
    });
  });

  it('calls nothing moved that one of the builds did not ask about', () => {
    const parts = { inputs: 'x', 'repository:baseos': '1' };
    const unasked = { ...parts, 'repository:baseos': '? not asked', 'repository:new': '2' };
    const moved = (before: object, now: object): unknown =>
      compareBuilds(
        record(PACKAGES, { fingerprint: { ...before } }),
        record(PACKAGES, { fingerprint: { ...now } }),
      ).moved;
    expect(moved(parts, unasked)).toEqual(['repository:new']);
    expect(moved(unasked, parts)).toEqual(['repository:new']);
    expect(moved(parts, { ...parts, 'repository:baseos': '2' })).toEqual(['repository:baseos']);
  });

  it.each<[string, Partial<BuildRecord>, Partial<Changes>]>([
    ['another target', { target: 'el10' }, { target: { before: 'el9', after: 'el10' } }],
    ['another ref', { ref: 'x' }, { ref: { before: 'ovirt/x86_64/node/4.5', after: 'x' } }],
    [
      'a base configuration that moved on',
      { baseConfig: { url: 'https://github.com/openshift/os.git', commit: '1'.repeat(40) } },
      {
        base: {
          before: { url: 'https://github.com/openshift/os', commit: 'c'.repeat(40) },
          after: { url: 'https://github.com/openshift/os.git', commit: '1'.repeat(40) },
          link: `https://github.com/openshift/os/compare/${'c'.repeat(40)}...${'1'.repeat(40)}`,
        },
      },
    ],
    [
      'no release rpm any more',
      { release: null },
      { release: { before: { nevr: 'ovirt-release-master-4.5-1', sha256: 'd'.repeat(64) }, after: null } },
    ],
    [
      'another assembler',
      { assembler: { reference: 'registry.example/cosa:x', digest: 'sha256:0' } },
      {
        assembler: {
          before: { reference: 'registry.example/cosa:x', digest: `sha256:${'b'.repeat(64)}` },
          after: { reference: 'registry.example/cosa:x', digest: 'sha256:0' },
        },
      },
    ],
    [
      'files of the configuration',
      { config: { 'manifest.yaml': '3', passwd: '4' } },
      { config: { added: ['passwd'], removed: ['overlay.d/99/a'], changed: ['manifest.yaml'] } },
    ],
    [
      'a file of the configuration that is called like something every object has',
      { config: { 'manifest.yaml': '1', 'overlay.d/99/a': '2', constructor: '4' } },
      { config: { added: ['constructor'], removed: [], changed: [] } },
    ],
    [
      'layers in another order',
      { layers: ['overlay/02', 'overlay/01'] },
      {
        layers: {
          added: [],
          removed: [],
          changed: [],
          order: { before: ['overlay/01', 'overlay/02'], after: ['overlay/02', 'overlay/01'] },
        },
      },
    ],
    [
      'a layer in between, which moves none',
      { layers: ['overlay/01', 'overlay/015', 'overlay/02'] },
      { layers: { added: ['overlay/015'], removed: [], changed: [], order: null } },
    ],
    [
      'a script with another text and a second one of the same name',
      {
        scripts: [
          { name: 'first', sha256: '1'.repeat(64) },
          { name: 'second', sha256: '3'.repeat(64) },
          { name: 'first', sha256: '4'.repeat(64) },
        ],
      },
      { scripts: { added: ['first (2)'], removed: [], changed: ['second'], order: null } },
    ],
  ])('%s', (_title, more, expected) => {
    const changes = after(more);
    expect(changes).toMatchObject(expected);
    expect(changes.different).toBe(true);
  });

  it.each([
    ['another file', { 'overlay.d/02/etc/x': '9' }],
    ['a file more', { 'overlay.d/02/etc/x': '1', 'overlay.d/02/etc/y': '1' }],
    ['a file less', {}],
  ])('of which a layer has %s have that layer changed', (_title, files) => {
    const rest = { 'manifest.yaml': '1', 'overlay.d/01/etc/x': '1', 'overlay.d/021/etc/x': '1' };
    const layers = ['overlay/01', 'overlay.d/02', 'overlay/021'];
    const before = record(PACKAGES, { layers, config: { ...rest, 'overlay.d/02/etc/x': '1' } });
    const now = record(PACKAGES, { layers, config: { ...rest, ...files } });
    expect(compareBuilds(before, now).layers).toEqual({
      added: [],
      removed: [],
      changed: ['overlay.d/02'],
      order: null,
    });
    // Of a build whose files nobody knows, the names of the layers are compared.
    const { config: _unknown, ...less } = before;
    expect(compareBuilds(less, now).layers).toBeNull();
    expect(compareBuilds(now, less).layers).toBeNull();
  });

  it('with another package are different', () => {
    expect(compareBuilds(record(PACKAGES), record(['a-1-2.noarch'])).different).toBe(true);
  });

  it('of which one is known by its packages alone are compared by these, and nothing else is claimed', () => {
    const changes = compareBuilds({ packages: record(PACKAGES).packages }, record(PACKAGES));
    expect(Object.keys(changes).sort()).toEqual(['after', 'before', 'different', 'packages', 'schema']);
    expect(changes).toMatchObject({ before: {}, different: false });
  });

  it('are compared by the images both have', () => {
    expect(after({ images: [] }).images).toEqual([]);
    const [image] = record([]).images;
    if (image === undefined) throw new Error('the record has no image');
    expect(after({ images: [{ ...image, kind: 'metal' }, image] }).images).toEqual([
      { kind: 'live-iso', before: image.size, after: image.size, same: true },
    ]);
  });

  it.each([
    ['https://github.com/a/b', 'git@github.com:A/b.git', true],
    ['ssh://git@github.com/a/b', 'https://github.com/a/b/', true],
    ['https://github.com/a/b', 'https://github.com/a/c', false],
    ['https://github.com.example.org/a/b', 'https://github.com.example.org/a/b', false],
    ['https://example.org/github.com/a/b', 'https://example.org/github.com/a/b', false],
    ['https://github.com/a/b](x', 'https://github.com/a/b](x', false],
  ])('of the bases %s and %s: a page that compares them %s', (old, current, there) => {
    const base = compareBuilds(
      record(PACKAGES, { baseConfig: { url: old, commit: '1'.repeat(40) } }),
      record(PACKAGES, { baseConfig: { url: current, commit: '2'.repeat(40) } }),
    ).base;
    expect(base).not.toBeNull();
    expect(base !== undefined && base !== null && base.link !== undefined).toBe(there);
  });

  it('of a workflow say which commits it ran at, which is no difference', () => {
    const at = (sha: string, more: Partial<BuildRecord> = {}): BuildRecord =>
      record(PACKAGES, {
        run: { id: 1, url: 'https://github.com/o/our-node/actions/runs/1', sha: sha.repeat(40) },
        configPath: 'config',
        ...more,
      });
    const url = 'https://github.com/o/our-node';
    const changes = compareBuilds(at('1'), at('2'));
    expect(changes.source).toEqual({
      before: { url, commit: '1'.repeat(40) },
      after: { url, commit: '2'.repeat(40) },
      link: `${url}/compare/${'1'.repeat(40)}...${'2'.repeat(40)}`,
    });
    expect(changes.different).toBe(false);
    expect(changesMarkdown(changes)).toContain(
      `| Configuration | \`111111111111\` | \`222222222222\` ([compare](${changes.source?.link ?? ''})) |`,
    );
    expect(changesText(changes)).toContain(
      `configuration  ${url} ${'1'.repeat(40)} → ${url} ${'2'.repeat(40)}\n`,
    );
    expect(compareBuilds(at('1'), at('1')).source).toBeNull();
    const { configPath: _elsewhere, ...outside } = at('2');
    const run = (address: string): BuildRecord =>
      at('2', { run: { id: 1, url: address, sha: '2'.repeat(40) } });
    for (const other of [
      at('2', { run: null }),
      outside,
      run('https://github.com/o/our-node/actions/runs/1) [x](https://example.org'),
      run('javascript:alert(1)'),
      at('2', { run: { id: 1, url: 'https://github.com/o/our-node/actions/runs/1', sha: 'unknown' } }),
    ])
      expect(compareBuilds(at('1'), other)).not.toHaveProperty('source');
    const another = compareBuilds(at('1'), run('https://github.com/o/another/actions/runs/1'));
    expect(another.source).not.toHaveProperty('link');
  });

  it('whose base is a directory have no page that compares them', () => {
    const base = { url: 'https://github.com/a/b', commit: 'local' };
    expect(after({ baseConfig: base }).base).not.toHaveProperty('link');
  });
});
