import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { dryRun } from '../../../src/commands/plan-request.ts';
import { planNetwork } from '../../../src/net/network.ts';
import { parseInputs } from '../../../src/inputs/parse.ts';
import { isObject } from '../../../src/json.ts';
import { tempDir } from '../../support/temp.ts';

async function plan(
  raw: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<object> {
  const config = await tempDir();
  await writeFile(join(config, 'manifest.yaml'), 'ref: a\n');
  const inputs = await parseInputs(
    { config, images: 'commit-tarball', 'work-dir': '/w', ...raw },
    { cwd: config, env: {}, hostArch: 'x86_64', glob: async () => [], checkConfig: async () => [] },
  );
  return dryRun(inputs, await planNetwork(inputs, env));
}

/** Id of each step, and on what it depends. */
function whenOf(shown: object): unknown[][] {
  const steps: unknown = Object.entries(shown).find(([name]) => name === 'steps')?.[1];
  if (!Array.isArray(steps)) throw new Error('a plan without steps');
  return steps.map((step: unknown) => {
    if (!isObject(step)) throw new Error('a step that is none');
    return [step['id'], step['when']];
  });
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

  it('lists every step there may be, and what it depends on', async () => {
    const image = { 'assembler-image': 'quay.io/c/cosa:v1', engine: 'docker' };
    const boot = { images: 'live-iso', 'skip-unchanged': 'true', verify: 'boot' };
    const full = await plan({ ...image, ...boot });
    const built = 'the build does not have it yet';
    expect(JSON.stringify(full)).toContain('"verify":"the live ISO is booted');
    expect(whenOf(full)).toEqual([
      ['own', undefined],
      ['init', undefined],
      ['solve', expect.stringMatching(/^skip-unchanged: /)],
      ['fetch', undefined],
      ['build', undefined],
      ['metal', built],
      ['metal4k', built],
      ['live', built],
      ['sizes', undefined],
      ...(process.getuid?.() === 0 ? [] : [['give-back', undefined]]),
    ]);
    const plain = await plan(image);
    expect(whenOf(plain).map(([id]) => id)).not.toContain('solve');
    expect(plain).not.toHaveProperty('verify');
  });

  it('has what containers get of the network, without the values, and changes nothing of this process', async () => {
    const before = { ...process.env };
    const authorities = join(await tempDir(), 'ca.pem');
    await writeFile(authorities, rootCertificates[0] ?? '');
    const raw = {
      'assembler-image': 'quay.io/c/cosa:v1',
      'ca-certificates': authorities,
      'yum-variables': 'token=s3cret',
    };
    const shown = JSON.stringify(await plan(raw, { HTTPS_PROXY: 'http://me:pass@proxy.example:3128' }));
    for (const part of [
      '"passEnv":["DNF_VAR_token","HTTPS_PROXY","https_proxy"]',
      '"SSL_CERT_FILE":"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"',
      '{"source":"/w/ca-bundle.pem","target":"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem","readonly":true}',
    ])
      expect(shown).toContain(part);
    expect(shown).not.toMatch(/s3cret|me:pass/);
    expect(process.env).toEqual(before);
    const plain = JSON.stringify(await plan({ 'assembler-image': 'quay.io/c/cosa:v1' }));
    expect(plain).not.toMatch(/SSL_CERT_FILE|ca-bundle\.pem|proxy/i);
  });

  it('leaves the target to the release package where a build does', async () => {
    const release = join(await tempDir(), 'r.rpm');
    await writeFile(release, '');
    expect(JSON.stringify(await plan({ 'ovirt-release': release }))).toContain(
      '"image":"<default of the release package\'s target>"',
    );
    await expect(plan({})).rejects.toThrow(/^assembler-image: no default is known/);
  });

  it('assumes podman where nothing was said', async () => {
    expect(await plan({ 'assembler-image': 'quay.io/c/cosa:v1' })).toMatchObject({
      engine: 'podman (assumed; a build looks what works)',
    });
  });
});
