import { INPUTS, type InputName } from '../../inputs/schema.ts';

/** Inputs of `build`: all but the one that names the command. */
export const BUILD_INPUTS: readonly InputName[] = INPUTS.map(({ name }) => name).filter(
  (name) => name !== 'command',
);

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
