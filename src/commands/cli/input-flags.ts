import { INPUTS, type InputName } from '../../inputs/schema.ts';

/** Inputs of `build`: all but the one that names the command and those of other commands. */
export const BUILD_INPUTS: readonly InputName[] = INPUTS.filter(
  (spec) => spec.name !== 'command' && !('only' in spec),
).map(({ name }) => name);

const FLAG_WIDTH = 26;

/** What holds for the values of all flags. */
export const VALUES = `A value that begins with "-" needs =: --packages=-nano. A flag given several times stands for several lines.
`;

/** A line of help for each of these inputs. */
export function inputFlags(names: readonly InputName[]): string {
  return INPUTS.filter(({ name }) => names.includes(name))
    .map(({ name, description, default: value }) => {
      const suffix = value === '' ? '' : ` [${value}]`;
      return `  ${`--${name}`.padEnd(FLAG_WIDTH)}${description}${suffix}`;
    })
    .join('\n');
}
