import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dryRun } from '../../../src/commands/plan-request.ts';
import { parseInputs } from '../../../src/inputs/parse.ts';
import { tempDir } from '../../support/temp.ts';

async function plan(raw: Readonly<Record<string, string>>): Promise<object> {
  const config = await tempDir();
  await writeFile(join(config, 'manifest.yaml'), 'ref: a\n');
  const inputs = await parseInputs(
    { config, images: 'commit-tarball', 'work-dir': '/w', ...raw },
    { cwd: config, env: {}, hostArch: 'x86_64', glob: async () => [], checkConfig: async () => [] },
  );
  return dryRun(inputs);
}

describe('the plan that is only shown', () => {
  it('hands the directories to the containers of docker and says so', async () => {
    const shown = JSON.stringify(await plan({ engine: 'docker', 'assembler-image': 'quay.io/c/cosa:v1' }));
    expect(shown).toMatch(/^\{"engine":"docker",.*"steps":\[\{"id":"own"/);
    expect(shown).toContain('{"id":"sizes"');
    for (const part of [
      '"image":"quay.io/c/cosa:v1"',
      '"userns":"host"',
      '{"source":"/w/config","target":"/srv/src/config","readonly":true}',
    ])
      expect(shown).toContain(part);
  });

  it('needs neither image nor mounts without a container, and has the configuration where it is looked for', async () => {
    const shown = JSON.stringify(await plan({ engine: 'host' }));
    expect(shown).toContain('"workdir":"/w/srv"');
    expect(shown).not.toMatch(/"id":"own"|"source":/);
  });

  it('assumes podman where nothing was said', async () => {
    expect(await plan({ 'assembler-image': 'quay.io/c/cosa:v1' })).toMatchObject({
      engine: 'podman (assumed; a build looks what works)',
    });
  });
});
