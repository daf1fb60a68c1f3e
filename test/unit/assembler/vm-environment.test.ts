import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CA_BUNDLE } from '../../../src/assembler/plan.ts';
import { writeVmEnvironment } from '../../../src/assembler/vm-environment.ts';
import { clearLeftovers } from '../../../src/runner/leftovers.ts';
import { run } from '../../../src/process/run.ts';
import { tempDir } from '../../support/temp.ts';

const FILE = ['tmp', 'supermin', 'supermin.env'];

describe('writeVmEnvironment', () => {
  it('writes what a shell reads back unchanged, for the owner only, and is not traced', async () => {
    const srv = await tempDir();
    const odd = `a'b"c $(id) \`id\` \\ ; exit 3\u00e9`;
    await writeVmEnvironment(srv, { passEnv: [], env: { DNF_VAR_x: odd }, caBundle: '/w/ca.pem' });
    const file = join(srv, ...FILE);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const script = 'set -xeuo pipefail; source "$1"; printf "%s\\n" "$DNF_VAR_x" "$SSL_CERT_FILE" 2>&1';
    const answer = await run(['bash', '--norc', '-c', script, 'sh', file]);
    expect(answer.stdout).toBe(`${odd}\n${CA_BUNDLE}\n`);
    const before = answer.stderr.slice(0, answer.stderr.indexOf('+ printf'));
    expect(before).toContain('source');
    expect(before).not.toContain('exit 3');
    // Where nothing was traced, nothing is afterwards.
    const quiet = await run(['bash', '--norc', '-euc', 'source "$1"; echo "$DNF_VAR_x"', 'sh', file]);
    expect(quiet).toEqual({ exitCode: 0, stdout: `${odd}\n`, stderr: '' });
  });

  it('leaves none behind, also not one of a run that was killed', async () => {
    const workDir = await tempDir();
    const srv = join(workDir, 'srv');
    const file = join(srv, ...FILE);
    await writeVmEnvironment(srv, { passEnv: [], env: { http_proxy: 'http://x' }, caBundle: undefined });
    await writeVmEnvironment(srv, { passEnv: [], env: {}, caBundle: undefined });
    await expect(readFile(file)).rejects.toThrow('ENOENT');
    await writeVmEnvironment(srv, { passEnv: [], env: { http_proxy: 'http://x' }, caBundle: undefined });
    expect(await clearLeftovers(workDir)).toEqual([]);
    await expect(readFile(file)).rejects.toThrow('ENOENT');
  });
});
