import { hostArch } from '../../arch.ts';
import { formatLocation, UserError } from '../../errors.ts';
import { parseFlags } from '../../inputs/flags.ts';
import { cleanLine } from '../../log/clean.ts';
import { explain } from '../../treefile/explain.ts';
import { flatten } from '../../treefile/flatten.ts';
import { ownValue, printJson } from '../../treefile/print.ts';
import { printOnly } from '../../treefile/print-only.ts';
import type { Flattened } from '../../treefile/types.ts';
import { explanation, flattenReport } from '../flatten-report.ts';
import type { Command } from './command.ts';
import { nameValues, oneFile } from './name-values.ts';
import { asRpmOstree } from './treefile-refusal.ts';

const MODES = ['parse', 'compose', 'client'] as const;

/** `ovirt-node-image flatten`: a treefile with its includes resolved, or why rpm-ostree would refuse it. */
export const flattenCommand: Command = {
  name: 'flatten',
  summary: 'resolve a treefile as rpm-ostree does',
  usage: () => `ovirt-node-image flatten FILE [options]

Resolves a treefile with all its includes, and prints what rpm-ostree compose tree --print-only would.

  --basearch A              rpm's name of the architecture; default: this machine's. "" stands for none.
  --var NAME=VALUE          A variable, given from outside; may be given several times.
  --mode M                  parse (default), compose (adds the checks and warnings of a build) or client.
  --explain KEY[:ELEMENT]   Print instead where the value of a key comes from, and what it hides. KEY may be variables.
  --json                    Print more as JSON: files and what included them, variables, warnings, finalize.d.
`,
  run: async (args, { log, write }) => {
    const { extra, positionals } = parseFlags(
      args,
      [],
      [
        { name: 'basearch', type: 'string' },
        { name: 'var', type: 'string', multiple: true },
        { name: 'mode', type: 'string' },
        { name: 'explain', type: 'string' },
        { name: 'json', type: 'boolean' },
      ],
      true,
    );
    const file = oneFile('flatten', positionals);
    const mode = MODES.find((each) => each === (extra['mode'] ?? 'parse'));
    if (mode === undefined)
      throw new UserError(`--mode: found ${JSON.stringify(extra['mode'])}, expected ${MODES.join(', ')}`, {
        exitCode: 2,
      });
    const basearch = typeof extra['basearch'] === 'string' ? extra['basearch'] : hostArch();
    const flattened = asRpmOstree(() =>
      flatten(file, {
        mode,
        vars: Object.fromEntries(nameValues('var', extra['var'])),
        ...(basearch === '' ? {} : { basearch }),
      }),
    );
    for (const { text, location } of mode === 'compose' ? flattened.warnings : [])
      log.info(cleanLine(location === undefined ? text : `${text} --> ${formatLocation(location)}`));
    const key = extra['explain'];
    if (typeof key === 'string') write(explained(flattened, key, extra['json'] === true));
    else write(extra['json'] === true ? flattenReport(flattened) : printOnly(flattened));
    return await Promise.resolve(undefined);
  },
};

/** @throws UserError where nothing sets it */
function explained(flattened: Flattened, topic: string, asJson: boolean): string {
  const [key = '', ...rest] = topic.split(':');
  const element = rest.length === 0 ? undefined : rest.join(':');
  const all = explain(flattened, key);
  const found =
    element === undefined ? all : all?.filter((each) => each.element === element || each.value === element);
  if (found === undefined || found.length === 0)
    throw new UserError(`--explain: nothing sets ${topic} in ${flattened.visited.length} file(s)`);
  return asJson ? `${printJson(ownValue(found))}\n` : explanation(topic, found);
}
