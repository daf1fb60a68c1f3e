import { sha256Of } from '../images/digest.ts';
import type { BuildInputs } from '../inputs/types.ts';
import { VERSION } from '../version.ts';
import type { Fingerprint } from './compare.ts';

/** Inputs that change the image, or what is done with it, and leave no trace in the rendered tree. */
export type FingerprintInputs = Pick<
  BuildInputs,
  'version' | 'lockStrict' | 'overrideRpms' | 'verify' | 'verifyPattern' | 'yumVariables' | 'push'
>;

/**
 * Parts for the program and for inputs; every other input shows in the tree, in another part, or changes only how the
 * build runs. Of secrets only the names are told: their values change what the repositories answer.
 */
export async function inputParts(inputs: FingerprintInputs, env: NodeJS.ProcessEnv): Promise<Fingerprint> {
  const rpms = await Promise.all(inputs.overrideRpms.map(sha256Of));
  return {
    program: [VERSION, env['GITHUB_ACTION_REPOSITORY'] ?? '', env['GITHUB_ACTION_REF'] ?? '']
      .filter((word) => word !== '')
      .join(' '),
    'input:version': inputs.version ?? 'none',
    'input:lock-strict': String(inputs.lockStrict),
    'input:override-rpms': rpms.length === 0 ? 'none' : rpms.sort().join(' '),
    'input:verify': inputs.verify === 'off' ? 'off' : `${inputs.verify} ${inputs.verifyPattern.source}`,
    'input:push': inputs.push ?? 'none',
    'input:yum-variables': Object.keys(inputs.yumVariables).sort().join(' ') || 'none',
  };
}
