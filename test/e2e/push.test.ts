import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runAction, type ActionRun } from '../lab/action.ts';
import { startLab, type Lab } from '../lab/lab.ts';
import { must } from '../lab/must.ts';

let lab: Lab;
/** `registry/name`, in the registry the assembler comes from. */
let name = '';
let work = '';

beforeAll(async () => {
  lab = await startLab();
  work = await lab.runDir('push');
  name = `${(lab.inputs['assembler-image'] ?? '').split('/')[0]}/oni-lab-push/node`;
});

afterAll(async () => {
  await lab.close();
});

/** In the same work directory each time: what was built is not built again. */
async function build(inputs: Readonly<Record<string, string>>): Promise<ActionRun> {
  return await runAction('main', {
    dir: work,
    inputs: { ...lab.inputs, images: 'oci-archive', upload: 'false', ...inputs },
    env: lab.env,
  });
}

it('a build is pushed, and what is pulled by the digest is the archive of the build', async () => {
  const run = await build({ push: `${name}:nightly` });
  expect(run.exitCode, run.log.slice(-3000)).toBe(0);
  const digest = run.outputs['push-digest'] ?? '';
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(run.summary).toContain(`${name}@${digest}`);
  const dir = await lab.runDir('push-pulled');
  const registries = `--registries-conf=${lab.env['CONTAINERS_REGISTRIES_CONF'] ?? ''}`;
  const skopeo = async (from: string, to: string): Promise<string> =>
    await must(['skopeo', registries, 'copy', '--quiet', from, `dir:${join(dir, to)}`]);
  await skopeo(`docker://${name}@${digest}`, 'pulled');
  await skopeo(`oci-archive:${run.outputs['oci-archive'] ?? ''}`, 'made');
  const compare = async (): Promise<string> =>
    await must(['diff', '--brief', '--recursive', join(dir, 'made'), join(dir, 'pulled')]);
  // Config, layers and manifest, each under its digest.
  await compare();
  const manifest = join(dir, 'pulled', 'manifest.json');
  expect(await readFile(manifest, 'utf8')).toContain('oci.image.manifest');
  // Twin: one byte more is noticed.
  await appendFile(manifest, ' ');
  await expect(compare()).rejects.toThrow(/manifest\.json and .* differ/);
});

it('twin: a registry that is not there fails the build as a push, after everything else', async () => {
  // What the first has built is there; only the tag is another one.
  const run = await build({ push: '127.0.0.1:1/oni-lab/node:nightly' });
  expect(run.exitCode).toBe(1);
  expect(run.outputs).toMatchObject({ 'failure-class': 'push', 'failure-signature': 'registry-down' });
  expect(run.log).toMatch(/::error::push: 127\.0\.0\.1:1\/oni-lab\/node:nightly cannot be pushed/);
});
