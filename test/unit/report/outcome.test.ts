import { describe, expect, it } from 'vitest';
import { isBuilt, outcomeOutputs, outcomeSummary } from '../../../src/report/outcome.ts';
import { OUTPUTS, imageOutputs } from '../../../src/report/outputs.ts';
import type { SkippedBuild } from '../../../src/report/skipped.ts';
import { makeBuildRecord } from '../../support/build-record.ts';

const record = makeBuildRecord();
const [image] = record.images;
if (image === undefined) throw new Error('the record has no image');

const skipped = (change: Partial<SkippedBuild> = {}): SkippedBuild => ({
  skip: 1,
  why: 'nothing has moved since build 9.20261124.0',
  record,
  from: 'artifact metadata of run 41',
  meta: '/w/previous/meta.json',
  manifest: '/w/config/manifest.yaml',
  images: [{ ...image, path: undefined }],
  pushed: undefined,
  moved: [],
  timings: [{ title: 'Render and look back', seconds: 2.4 }],
  ...change,
});

describe('a skipped build', () => {
  it('gives the outputs of the build that stands, each of them documented', () => {
    const outputs = outcomeOutputs(skipped());
    expect(outputs).toEqual({
      changed: 'false',
      'skip-level': '1',
      'build-id': '9.20261124.0',
      meta: '/w/previous/meta.json',
      'ostree-commit': 'a'.repeat(64),
      ref: 'ovirt/x86_64/node/4.5',
      manifest: '/w/config/manifest.yaml',
      'package-count': '2',
      'assembler-digest': `sha256:${'b'.repeat(64)}`,
      'base-config-commit': 'c'.repeat(40),
      'ovirt-release-sha256': 'd'.repeat(64),
      'live-iso-sha256': '2'.repeat(64),
      'live-iso-artifact-id': '11',
      'live-iso-artifact-url': 'https://github.com/ovirt/some-node/actions/runs/41/artifacts/11',
    });
    const known = [...OUTPUTS, ...imageOutputs('live-iso')].map(({ name }) => name);
    expect(known).toEqual(expect.arrayContaining(Object.keys(outputs)));
    expect(isBuilt(skipped())).toBe(false);
    expect(outcomeOutputs(skipped({ pushed: 'sha256:1' }))['push-digest']).toBe('sha256:1');
  });

  it('names a path only where the file is, and no artifact where there is none', () => {
    const here = { ...image, path: '/w/images/node.iso', artifact: null };
    const outputs = outcomeOutputs(skipped({ images: [here], record: { ...record, release: null } }));
    expect(outputs['live-iso']).toBe('/w/images/node.iso');
    expect(Object.keys(outputs)).not.toContain('live-iso-artifact-id');
    expect(Object.keys(outputs)).not.toContain('ovirt-release-sha256');
  });

  it('has a summary that says which level, why, and what stands; foreign text in it stays text', () => {
    const moved = ['repository:<b>x</b>: 1 → 2'];
    for (const skip of [1, 2, 3] as const) {
      const summary = outcomeSummary(skipped({ skip, moved }));
      expect(summary).toContain(`Skipped at level ${skip}`);
      expect(summary).toContain('nothing has moved since build 9.20261124.0');
      expect(summary).toContain('(https://github.com/ovirt/some-node/actions/runs/41)');
      expect(summary).not.toContain('<b>');
    }
  });

  it('is told apart from a run on a fork', () => {
    expect(outcomeOutputs({ skip: 'fork' })).toEqual({ changed: 'false', 'skip-level': 'fork' });
    expect(outcomeSummary({ skip: 'fork' })).toContain('on-forks');
  });
});
