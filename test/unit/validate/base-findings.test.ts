import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { atManifest, causedByConfig, sortByOwner } from '../../../src/validate/base-findings.ts';
import type { Finding } from '../../../src/lint/finding.ts';
import { tempDir } from '../../support/temp.ts';

function finding(file: string, change: Partial<Finding> = {}): Finding {
  return { rule: 'r', severity: 'warning', message: 'm', location: { file, line: 3 }, ...change };
}

describe('findings of a rendered tree', () => {
  it('belong to the configuration when it has the file, and not its submodule', async () => {
    const config = await tempDir();
    await writeFile(join(config, 'manifest.yaml.in'), '');
    await mkdir(join(config, 'sub'));
    await writeFile(join(config, 'sub', 'x.yaml'), '');
    const findings = ['manifest.yaml.in', 'base/x.yaml', 'sub/x.yaml'].map((file) => finding(file));
    expect(sortByOwner(findings, config, ['sub'])).toEqual({
      own: [finding('manifest.yaml.in')],
      ofBase: [finding('base/x.yaml'), finding('sub/x.yaml')],
    });
  });

  it('in the base count when the base has not got them by itself', () => {
    const ours = [
      finding('base/a.yaml'),
      finding('base/a.yaml', { location: { file: 'base/a.yaml', line: 9 } }),
    ];
    expect(causedByConfig(ours, [finding('base/a.yaml')])).toEqual([ours[1]]);
    expect(causedByConfig([finding('base/a.yaml', { severity: 'info' })], [])).toEqual([]);
  });

  it('in the base are told at the manifest and on no line of it', () => {
    expect(atManifest(finding('base/a.yaml'), 'manifest.yaml.in')).toMatchObject({
      message: 'in the base, base/a.yaml:3: m',
      location: { file: 'manifest.yaml.in' },
    });
  });
});
