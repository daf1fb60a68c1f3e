import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAction, type ActionRun } from '../lab/action.ts';
import { hostAddress } from '../lab/host.ts';
import { startLab, type Lab } from '../lab/lab.ts';
import { startProxy, type LabProxy } from '../lab/net/proxy.ts';

const SECRETS = ['proxy-geheim', 'yum-geheim', 'base-geheim'];

let lab: Lab;
let proxy: LabProxy;
let result: ActionRun;
let dir = '';

beforeAll(async () => {
  lab = await startLab();
  proxy = await startProxy({ host: hostAddress(), login: 'lab:proxy-geheim' });
  dir = await lab.runDir('network');
  const address = proxy.url.replace('://', '://lab:proxy-geheim@');
  result = await runAction('main', {
    dir,
    inputs: {
      ...lab.inputs,
      // The server asks for none; the login must be taken care of all the same.
      'base-config': (lab.inputs['base-config'] ?? '').replace('://', '://me:base-geheim@'),
      'yum-variables': 'lab_token=yum-geheim',
      images: 'commit-tarball',
    },
    env: { ...lab.env, http_proxy: address, HTTPS_PROXY: address, NO_PROXY: '127.0.0.1', RUNNER_DEBUG: '1' },
  });
});

afterAll(async () => {
  await Promise.all([lab.close(), proxy.close()]);
});

/** Files below a directory whose bytes hold a text, without those of the repository of commits. */
async function filesWith(root: string, text: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && (await readFile(path)).includes(text)) found.push(path);
  }
  return found;
}

describe('a build behind a proxy, with credentials', () => {
  it('works, and its packages come through the proxy', () => {
    expect(result.exitCode, result.log.slice(-3000)).toBe(0);
    expect(proxy.requests.filter((line) => /^GET http:.*repomd\.xml$/.test(line)).length).toBeGreaterThan(0);
    expect(proxy.requests.filter((line) => line.endsWith('.rpm')).length).toBeGreaterThan(50);
  });

  it.each(SECRETS)('shows %s nowhere but to the runner, which is to cover it', (secret) => {
    const lines = result.log.split('\n').filter((line) => line.includes(secret));
    expect(lines.every((line) => line.startsWith('::add-mask::'))).toBe(true);
    expect(lines.length).toBeGreaterThan(0);
    expect(result.summary + JSON.stringify(result.outputs) + JSON.stringify(result.state)).not.toContain(
      secret,
    );
  });

  it.each(SECRETS)('leaves %s in no file: tree, commit, images, logs, metadata', async (secret) => {
    expect(await filesWith(dir, secret)).toEqual([]);
  });

  it('twin: what is no secret is found by the same search', async () => {
    expect((await filesWith(dir, 'ovirt-master-snapshot')).length).toBeGreaterThan(0);
  });
});
