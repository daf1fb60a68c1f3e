import { describe, expect, it } from 'vitest';
import { dryRun } from '../../../src/commands/plan-request.ts';
import { UserError } from '../../../src/errors.ts';
import { parseInputs } from '../../../src/inputs/parse.ts';
import type { BuildInputs } from '../../../src/inputs/types.ts';
import type { KvmFinding } from '../../../src/runner/kvm.ts';
import { tempDir } from '../../support/temp.ts';
import { plant } from '../config-tree/trees.ts';

const USABLE: KvmFinding = { usable: true, found: '/dev/kvm opens (mode 0666)', fix: [] };
const NETWORK = { passEnv: [], caBundle: undefined };
const MISSING: KvmFinding = { usable: false, found: 'there is no /dev/kvm', fix: [] };

async function inputs(kvm: string): Promise<BuildInputs> {
  const config = await plant(await tempDir(), { 'manifest.yaml': 'ref: a\n' });
  return await parseInputs(
    { config, kvm, 'assembler-image': 'registry.example/x:y' },
    { cwd: config, env: {}, hostArch: 'x86_64', glob: async () => [], checkConfig: async () => [] },
  );
}

describe('the plan of a dry run', () => {
  it.each([
    ['auto', USABLE, true],
    ['auto', MISSING, false],
    ['require', USABLE, true],
    ['off', USABLE, false],
  ])('is that of a build: kvm %s where %j', async (kvm, finding, device) => {
    const plan = JSON.stringify(dryRun(await inputs(kvm), NETWORK, () => finding));
    expect(plan.includes('"/dev/kvm"')).toBe(device);
    expect(plan.includes('"COSA_NO_KVM":"1"')).toBe(!device);
  });

  it('is refused where a build would be', async () => {
    const required = await inputs('require');
    expect(() => dryRun(required, NETWORK, () => MISSING)).toThrow(UserError);
    expect(() => dryRun(required, NETWORK, () => MISSING)).toThrow(
      /^kvm: require, but there is no \/dev\/kvm/,
    );
  });
});
