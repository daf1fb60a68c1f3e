import { symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { COMMANDS } from '../../../src/inputs/choices.ts';
import { parseInputs } from '../../../src/inputs/parse.ts';
import { parseReleaseInputs } from '../../../src/inputs/publish-release.ts';
import { INPUTS, type InputName } from '../../../src/inputs/schema.ts';
import { meaninglessInputs, parseValidateInputs } from '../../../src/inputs/validate.ts';
import { isObject, type JsonObject } from '../../../src/json.ts';
import { tempDir } from '../../support/temp.ts';
import { contextIn } from '../inputs/context.ts';

/** The steps that use this action. */
export function stepsOf(piece: unknown): JsonObject[] {
  const jobs = isObject(piece) && isObject(piece['jobs']) ? Object.values(piece['jobs']) : [{ steps: piece }];
  const steps = jobs.flatMap((job): unknown[] =>
    isObject(job) && Array.isArray(job['steps']) ? job['steps'] : [],
  );
  const isOurs = ({ uses }: JsonObject): boolean =>
    typeof uses === 'string' && (uses === './' || uses.startsWith('owner/ovirt-node-image@'));
  return steps.filter(isObject).filter(isOurs);
}

/** What the action would say to the step's inputs. @throws UserError */
export async function check(step: JsonObject): Promise<void> {
  const given = isObject(step['with']) ? step['with'] : {};
  const names = new Set(INPUTS.map(({ name }): string => name));
  const unknown = Object.keys(given).filter((name) => !names.has(name));
  if (unknown.length > 0) throw new Error(`no such inputs: ${unknown.join(', ')}`);
  const raw: Partial<Record<InputName, string>> = {};
  for (const { name } of INPUTS) {
    const value = given[name];
    // What an expression will be is not known here; a digest fits where one stands for all of a value.
    if (typeof value === 'string') raw[name] = value.replaceAll(/\$\{\{.*?\}\}/g, 'a'.repeat(64));
    else if (value !== undefined) throw new Error(`${name}: YAML reads it as ${typeof value}`);
  }
  const dir = await tempDir();
  symlinkSync(resolve('examples'), join(dir, 'examples'));
  writeFileSync(join(dir, 'authority.pem'), '');
  if (raw.command === 'validate') parseValidateInputs(raw, dir);
  else if (raw.command === 'publish-release') parseReleaseInputs({ 'github-token': 'a', ...raw }, dir);
  else await parseInputs(raw, contextIn(dir));
  // What means nothing to the command is a warning nobody wants to copy.
  const command = COMMANDS.find((name) => name === raw.command) ?? 'build';
  const odd = meaninglessInputs(command, raw);
  if (odd.length > 0) throw new Error(`mean nothing to ${command}: ${odd.join(', ')}`);
}
