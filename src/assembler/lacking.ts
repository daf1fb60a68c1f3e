import { UserError } from '../errors.ts';
import type { Step } from './plan.ts';
import type { ProbeFacts } from './probe.ts';

/** Inputs that ask for an option, by its name. */
const ASKED_BY: Readonly<Record<string, string>> = {
  strict: 'lock-strict',
  'with-cosa-overrides': 'override-rpms',
  version: 'version',
};

/**
 * Compares what the steps call with what the probe found: a verb or an option that is not there is told before the first
 * step instead of by a usage message after minutes. Options are compared only where all of a verb's were seen, which is
 * where `help` is among them: every verb of the shell takes it.
 *
 * @throws UserError that names everything that is missing.
 */
export function refuseLacking(
  reference: string,
  { commands, flags }: Pick<ProbeFacts, 'commands' | 'flags'>,
  steps: readonly Step[],
): void {
  const missing = steps.flatMap(({ container }) => {
    const [verb = '', ...words] = container.command;
    // A program of the image that is no verb of the assembler.
    if (container.entrypoint !== undefined) return [];
    if (!commands.includes(verb)) return [`it has no ${verb}`];
    const known = flags[verb] ?? [];
    if (!known.includes('help')) return [];
    return words
      .flatMap((word) => /^--([^=]+)/.exec(word)?.[1] ?? [])
      .filter((flag) => !known.includes(flag))
      .map((flag) => `its ${verb} takes no --${flag}${flag in ASKED_BY ? ` (${ASKED_BY[flag]})` : ''}`);
  });
  if (missing.length === 0) return;
  throw new UserError(
    `assembler-image: ${reference} cannot do what this job needs: ${[...new Set(missing)].join(', ')}. ` +
      'Take another tag of it, or leave out the inputs that ask for it',
  );
}
