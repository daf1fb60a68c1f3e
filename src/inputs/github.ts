import { INPUTS, type InputName, type RawInputs } from './schema.ts';

/**
 * Reads the inputs as the runner hands them to an action: INPUT_<NAME> with blanks as underscores, in upper case.
 * What was left empty counts as not given.
 */
export function readGithubInputs(env: NodeJS.ProcessEnv): RawInputs {
  const raw: Partial<Record<InputName, string>> = {};
  for (const { name } of INPUTS) {
    const value = env[`INPUT_${name.toUpperCase()}`]?.trim();
    if (value !== undefined && value !== '') raw[name] = value;
  }
  return raw;
}
