import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { runValidate } from '../../../src/commands/validate-run.ts';
import { parseValidateInputs } from '../../../src/inputs/validate.ts';
import type { ValidateResult } from '../../../src/validate/types.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { refusal } from '../../support/refusal.ts';
import { tempDir } from '../../support/temp.ts';
import { startGitServer, type GitServer } from '../git-server/server.ts';
import { checkoutShallow, commit, git, makeRepository } from '../git/working-copy.ts';

const TOKEN = 'ghs_secret0123456789';
let server: GitServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

/**
 * Validates a pull request of a repository nobody may read without the token, in a checkout that keeps no credentials.
 *
 * @param host what the token is for; undefined = the server itself.
 */
async function validatePrivate(token: string | undefined, host?: string): Promise<ValidateResult> {
  const root = await tempDir();
  const origin = join(root, 'served', 'node');
  await mkdir(join(root, 'served'));
  await makeRepository(origin, { 'manifest.yaml': 'packages: [a]\n' });
  await git(origin, 'checkout', '--quiet', '-b', 'pull');
  await commit(origin, { 'manifest.yaml': 'packages: [a, b]\n' }, 'mine');
  await git(origin, 'checkout', '--quiet', 'main');
  const base = await commit(origin, { other: 'x\n' }, 'theirs');
  const workspace = join(root, 'workspace');
  await checkoutShallow(origin, 'refs/heads/pull', workspace);
  server = await startGitServer(join(root, 'served'), '127.0.0.1', { login: `x-access-token:${TOKEN}` });
  await git(workspace, 'remote', 'set-url', 'origin', `${server.url}/node`);
  const raw = { arch: 'x86_64', ...(token === undefined ? {} : { 'github-token': token }) };
  const result = await runValidate(parseValidateInputs(raw, workspace), {
    env: { GITHUB_ACTIONS: 'true', RUNNER_TEMP: join(root, 'temp'), GITHUB_SERVER_URL: host ?? server.url },
    cwd: workspace,
    base,
    log: new MemoryLog(),
  });
  // Neither the checkout nor what is left of the run has it.
  const files = (await Promise.all([workspace, join(root, 'temp')].map(filesBelow))).flat();
  expect(files.length).toBeGreaterThan(5);
  const encoded = Buffer.from(`x-access-token:${TOKEN}`).toString('base64');
  for (const file of files) {
    const content = await readFile(file);
    for (const secret of [TOKEN, encoded]) expect(content.includes(secret), file).toBe(false);
  }
  return result;
}

async function filesBelow(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('the history of a private repository', () => {
  it('is fetched with the token where the checkout keeps no credentials', async () => {
    expect(await validatePrivate(TOKEN)).toMatchObject({ changed: true, diffs: [{ status: 'changed' }] });
  });

  it('is refused without it, and the message says so', async () => {
    expect((await refusal(validatePrivate(undefined))).message).toMatch(/^base: http:.* wants a login/);
  });

  it('is refused when the token is for another host: it is not sent there', async () => {
    expect((await refusal(validatePrivate(TOKEN, 'https://github.example'))).message).toMatch(
      /wants a login/,
    );
  });
});
