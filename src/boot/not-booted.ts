import { UserError } from '../errors.ts';
import type { BootOutcome } from './boot.ts';

/** The error of a boot that did not come as far as it should: why, the console's last lines, where everything is. */
export function notBooted(pattern: RegExp, outcome: BootOutcome, dir: string): UserError {
  const { tail } = outcome;
  const limit = `within ${(outcome.seconds / 60).toFixed(1)} minutes`;
  const reasons: Readonly<Record<Exclude<BootOutcome['outcome'], 'reached'>, string>> = {
    fatal: `the system gave up: ${outcome.line.trim()}`,
    ended: 'the machine turned itself off before',
    failed: `the emulator does not run: ${outcome.line}`,
    timeout:
      outcome.consoleBytes === 0
        ? `its serial console printed nothing ${limit}; the ISO has to have console=ttyS0 among its kernel arguments (extra-kargs of image.yaml)`
        : `not seen ${limit}; raise verify-timeout-minutes if it was still coming up`,
  };
  const reason = outcome.outcome === 'reached' ? '' : reasons[outcome.outcome];
  return new UserError(
    [
      `verify: boot: the ISO did not come as far as /${pattern.source}/: ${reason}`,
      ...(tail.length === 0 ? [] : [`the last ${tail.length} lines of its console:`]),
      ...tail.map((line) => `    ${line}`),
      `console and picture of the screen: ${dir}`,
    ].join('\n'),
  );
}
