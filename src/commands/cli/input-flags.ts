import { INPUTS, type InputName } from '../../inputs/schema.ts';

/** What a command line has no use for: the first names the command, the other is for scheduled workflow runs. */
const NO_FLAGS: ReadonlySet<InputName> = new Set(['command', 'failure-issue']);

/** Inputs of `build` that are flags: none of other commands. */
export const BUILD_INPUTS: readonly InputName[] = INPUTS.filter(
  (spec) => !NO_FLAGS.has(spec.name) && !('only' in spec),
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
