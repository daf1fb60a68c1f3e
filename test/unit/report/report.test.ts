import { describe, expect, it } from 'vitest';
import { compareBuilds } from '../../../src/changes/compare.ts';
import { code, escapeMarkdown, humanSize, table } from '../../../src/report/markdown.ts';
import { StepError, type StepFailure } from '../../../src/assembler/failures/step-error.ts';
import { explainPull } from '../../../src/assembler/pull-failures.ts';
import { UserError } from '../../../src/errors.ts';
import { failureOutputs, OUTPUTS, outputsOf } from '../../../src/report/outputs.ts';
import type { BuildResult } from '../../../src/report/result.ts';
import {
  buildSummary,
  failureSummary,
  stepFailureSummary,
  SUMMARY_LIMIT,
} from '../../../src/report/summary.ts';

import { record } from '../changes/builds.ts';

const result: BuildResult = {
  changed: true,
  buildId: '9.20260101.dev.0',
  buildDir: '/w/srv/builds/9.20260101.dev.0/x86_64',
  meta: '/w/srv/builds/9.20260101.dev.0/x86_64/meta.json',
  ostreeCommit: 'a'.repeat(64),
  ref: 'ovirt/x86_64/node/4.5',
  manifest: '/w/config/manifest.yaml',
  packageCount: 439,
  assembler: {
    reference: 'r/cosa:x',
    digest: `sha256:${'b'.repeat(64)}`,
    pinned: `r/cosa@sha256:${'b'.repeat(64)}`,
  },
  baseConfig: { url: 'https://example.org/os', commit: 'c'.repeat(40) },
  release: {
    nevr: 'ovirt-release-master-4.5-1',
    sha256: 'd'.repeat(64),
    signature: 'verified (key 0123456789abcdef)',
    source: 'https://example.org/a|b.rpm',
  },
  reposWithoutGpgcheck: ['testing'],
  images: [
    {
      kind: 'live-iso',
      path: '/w/images/node.iso',
      sha256: 'e'.repeat(64),
      size: 3 * 1024 ** 3,
      artifact: { name: 'node.iso', id: 7, url: 'https://example.org/artifacts/7', reused: false },
    },
    { kind: 'metal', path: '/w/images/node.raw', sha256: 'f'.repeat(64), size: 512, artifact: undefined },
  ],
  metadataArtifact: undefined,
  booted: { line: 'node login:', seconds: 61.25, kvm: false },
  changes: undefined,
  packageSizes: { 'kernel-1-1.x86_64': 1024 },
  timings: [{ title: 'Fetch packages (fetch)', seconds: 12.345, startedAt: 1_767_225_600_000 }],
};

const failure: StepFailure = {
  step: 'fetch',
  exitCode: 1,
  class: 'packages',
  signature: 'packages-not-found',
  line: 'error: Packages not found: a|b <script>',
  cause: 'No enabled repository has these packages.',
  fix: 'Check `packages`.',
  details: ['free: /w: 1.0 GiB'],
  lastLines: ['one', '</details>', '```'],
  logFile: '/w/logs/fetch.log',
  retry: false,
};

describe('what moved since the last build', () => {
  const nothing = 'Nothing that goes into the image has moved since the last build.';
  it('is nothing only where everything was asked about', () => {
    expect(buildSummary({ ...result, moved: [], movedIsComplete: true })).toContain(nothing);
    for (const parts of [{ moved: [], movedIsComplete: false }, { moved: [] }, { movedIsComplete: true }])
      expect(buildSummary({ ...result, ...parts })).not.toContain('has moved');
    const some = buildSummary({ ...result, moved: ['base: 1 → 2'], movedIsComplete: false });
    expect(some).toContain('What moved since the last build (1)');
  });
});

describe('outputs', () => {
  it('are what applies, and nothing empty', () => {
    expect(outputsOf(result)).toEqual({
      changed: 'true',
      'build-id': result.buildId,
      'build-dir': result.buildDir,
      meta: result.meta,
      'ostree-commit': result.ostreeCommit,
      ref: result.ref,
      manifest: result.manifest,
      'package-count': '439',
      'assembler-digest': result.assembler.digest,
      'base-config-commit': result.baseConfig.commit,
      'ovirt-release-sha256': 'd'.repeat(64),
      'live-iso': '/w/images/node.iso',
      'live-iso-sha256': 'e'.repeat(64),
      'live-iso-artifact-id': '7',
      'live-iso-artifact-url': 'https://example.org/artifacts/7',
      metal: '/w/images/node.raw',
      'metal-sha256': 'f'.repeat(64),
    });
  });

  it('say in numbers what changed since the build before, and where all of it stands', () => {
    const changes = compareBuilds(
      record(['a-1-1.noarch', 'b-1-1.noarch', 'c-2-1.noarch']),
      record(['a-2-1.noarch', 'b-1-2.noarch', 'c-1-1.noarch', 'd-1-1.noarch', 'e-1-1.noarch']),
    );
    const file = '/w/metadata/changes.json';
    expect(outputsOf({ ...result, changes: { changes, file, markdown: '### What changed' } })).toMatchObject({
      'packages-added': '2',
      'packages-removed': '0',
      'packages-upgraded': '2',
      'packages-downgraded': '1',
      changes: file,
    });
  });

  it('name the artifact of the metadata by its id', () => {
    const metadataArtifact = { name: 'node-metadata.retry', id: 9, url: undefined, reused: false };
    expect(outputsOf({ ...result, metadataArtifact })).toMatchObject({ 'metadata-artifact-id': '9' });
    expect(outputsOf(result)).not.toHaveProperty('metadata-artifact-id');
  });

  it('a promised output without a value is a mistake of ours', () => {
    expect(() => outputsOf({ ...result, ref: '' })).toThrow('the output ref has no value');
  });
});

describe('a failed step', () => {
  it('is an error of one line, cause, fix, facts and log: its last lines are shown already', () => {
    expect(new StepError(failure).message.split('\n')).toEqual([
      'fetch failed (exit code 1): error: Packages not found: a|b <script>',
      'cause: No enabled repository has these packages.',
      'fix: Check `packages`.',
      'free: /w: 1.0 GiB',
      'full log: /w/logs/fetch.log',
    ]);
  });

  it('nobody knows shows its last lines instead', () => {
    const unknown = {
      ...failure,
      class: 'unknown',
      signature: 'unknown',
      cause: undefined,
      fix: undefined,
    } as const;
    expect(new StepError({ ...unknown, details: [] }).message.split('\n')).toEqual([
      'fetch failed (exit code 1): error: Packages not found: a|b <script>',
      'its last 3 lines:',
      '    one',
      '    </details>',
      '    ```',
      'full log: /w/logs/fetch.log',
    ]);
    expect(stepFailureSummary({ ...unknown, details: [] })).toContain('| Class | unknown |');
  });

  it('sets the two outputs, and any other error calls them unknown', () => {
    expect(failureOutputs(new StepError(failure))).toEqual({
      'failure-class': 'packages',
      'failure-signature': 'packages-not-found',
    });
    for (const error of [new UserError('x'), new TypeError('y'), 'z']) {
      expect(failureOutputs(error)).toEqual({ 'failure-class': 'unknown', 'failure-signature': 'unknown' });
    }
    expect(failureOutputs(new UserError('engine: found lxc', { exitCode: 2 }))).toEqual({
      'failure-class': 'input',
      'failure-signature': 'bad-input',
    });
    const pull = explainPull({ program: 'podman', reference: 'r.example/a:b', registry: 'r.example' }, 125, [
      'Error: reading manifest b in r.example/a: manifest unknown',
    ]);
    expect(failureOutputs(pull)).toEqual({ 'failure-class': 'pull', 'failure-signature': 'unknown-tag' });
    const names = OUTPUTS.map(({ name }): string => name);
    for (const name of Object.keys(failureOutputs(undefined))) expect(names).toContain(name);
  });

  it('has its digest in the summary, whatever its lines hold', () => {
    const text = stepFailureSummary(failure);
    for (const part of [
      '## oVirt Node: not built',
      'The step `fetch` failed with exit code 1.',
      '| Line | `error: Packages not found: a\\|b <script>` |',
      '| Cause | No enabled repository has these packages. |',
      '| Fix | Check `packages`. |',
      '| Found | free: /w: 1.0 GiB |',
      '| Class | `packages`, signature `packages-not-found` |',
      '| Log | `/w/logs/fetch.log` |',
      '\n    one\n    </details>\n    ```\n',
    ])
      expect(text).toContain(part);
  });
});

describe('the summary', () => {
  it('says what was built from what, and how long it took', () => {
    const text = buildSummary(result);
    for (const part of [
      '## oVirt Node 9.20260101.dev.0',
      '| live-iso | [node.iso](https://example.org/artifacts/7) | 3.0\u00a0GiB |',
      '| metal | `node.raw` | 512\u00a0B |',
      `| Assembler | \`r/cosa@sha256:${'b'.repeat(64)}\` |`,
      '| Packages | 439 |',
      'https://example.org/a\\|b.rpm',
      '**Repositories whose packages are not checked (gpgcheck=0):** `testing`',
      '| Fetch packages \\(fetch\\) | 12.3 |',
      '    Fetch packages (fetch) (12.3 s) :part1, 1767225600000, 12345ms',
      '| `kernel-1-1.x86_64` | 1.0 KiB | 100.0 % |',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('earlier build');
  });

  it('says what changed between the images and what they are built from', () => {
    const changes = compareBuilds(record([]), record([]));
    const text = buildSummary({
      ...result,
      changes: { changes, file: '/f', markdown: '### What changed\n' },
    });
    expect(text.indexOf('### What changed')).toBeGreaterThan(text.indexOf('| metal |'));
    expect(text.indexOf('### What changed')).toBeLessThan(text.indexOf('| Built from |'));
    expect(buildSummary(result)).not.toContain('What changed');
  });

  it('says how far defaults were tried, and nothing of a pair that was not used', () => {
    const text = buildSummary({ ...result, pair: { target: 'el9', verified: 'lab' } });
    expect(text).toContain('| Defaults for el9 | tried with our own rehearsals');
    expect(buildSummary(result)).not.toContain('Defaults for');
  });

  it('shows no login of an address', () => {
    const texts = [
      buildSummary({
        ...result,
        baseConfig: { url: 'https://me:s3cret@example.org/os', commit: 'c'.repeat(40) },
        release: {
          nevr: 'r-1-1',
          sha256: 'd'.repeat(64),
          signature: 'unsigned',
          source: 'https://me:s3cret@example.org/r.rpm',
        },
      }),
      failureSummary(
        'base-config: https://me:s3cret@example.org/os: gone\nhttps://me:s3cret@example.org/r.rpm: gone',
      ),
    ];
    for (const text of texts) {
      expect(text).not.toContain('s3cret');
      expect(text.match(/https:\/\/.{0,8}@example\.org/g)).toHaveLength(2);
    }
  });

  it('says when nothing changed, and when every repository checks', () => {
    const text = buildSummary({ ...result, changed: false, reposWithoutGpgcheck: [] });
    expect(text).toContain('this is the earlier build');
    expect(text).toContain('Every repository checks the signatures of its packages.');
  });

  it('of a failure keeps the lines below the first as they are', () => {
    const text = failureSummary('build failed: <b>\nits last line:\n    ## not a heading');
    expect(text).toContain('build failed: &lt;b&gt;');
    expect(text).toContain('\n        ## not a heading');
  });

  it('of a failure names the directory everything is kept in, where there is one', () => {
    expect(failureSummary('it broke', 'not built', '/w/it')).toMatch(
      /\n\nEverything is kept in `\/w\/it`\.\n$/,
    );
    expect(failureSummary('it broke')).not.toContain('kept');
    expect(stepFailureSummary(failure, '/w/it')).toContain('Everything is kept in `/w/it`.');
  });

  it('stays below what GitHub takes, without half a character', () => {
    const text = failureSummary(`x\n${'ä'.repeat(SUMMARY_LIMIT)}`);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(SUMMARY_LIMIT);
    expect(text).not.toContain('\uFFFD');
    expect(text).toContain('Cut here');
  });
});

describe('markdown', () => {
  it('shows any text as it is', () => {
    expect(escapeMarkdown('a|b <script> *x* [l](u)\nnext')).toBe(
      String.raw`a\|b &lt;script&gt; \*x\* \[l\]\(u\) next`,
    );
    expect(code('a`b|c\nd')).toBe("`a'b\\|c d`");
    expect(code('')).toBe('');
    expect(table(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
  });

  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [1.5 * 1024 ** 3, '1.5 GiB'],
    [1024 ** 5, '1024.0 TiB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(humanSize(bytes)).toBe(text);
  });
});
