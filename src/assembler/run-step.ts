import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { cleanLine } from '../log/clean.ts';
import type { Log } from '../log/log.ts';
import type { Cancellation } from '../process/cancellation.ts';
import { environmentWith } from '../process/environment.ts';
import { run } from '../process/run.ts';
import { stream } from '../process/stream.ts';
import { containerArgv } from './container.ts';
import type { Engine } from './engine.ts';
import { errorLine } from './error-line.ts';
import type { Step } from './plan.ts';

/** What running steps needs besides the steps. */
export interface StepRunner {
  readonly engine: Engine;
  readonly log: Log;
  /** Each step's output goes to `<logDir>/<step id>.log`. */
  readonly logDir: string;
  readonly runId: string;
  readonly cancellation: Cancellation;
  /** Values of the variables containers get by name; see {@link ContainerSpec.passEnv}. */
  readonly secretEnv?: Readonly<Record<string, string>>;
  /** Seconds each step took, in order; filled while they run. */
  readonly timings: { readonly title: string; readonly seconds: number }[];
}

/** How many of a failed step's last lines are shown again. */
const SHOWN_LINES = 20;

/**
 * Runs one step in a container, in a log group of its own.
 *
 * @throws UserError with the step's own error line, its last lines and where the full log is.
 * @throws CancelledError after a signal; the container is gone by then.
 */
export async function runStep(runner: StepRunner, step: Step): Promise<void> {
  const { engine, log, cancellation } = runner;
  const name = `ovirt-node-image-${runner.runId}-${step.id}`;
  const logFile = join(runner.logDir, `${step.id}.log`);
  const argv = containerArgv(engine.program, step.container, { name, runId: runner.runId });
  const stop = async (kill: boolean): Promise<void> => {
    await run(kill ? [engine.program, 'kill', name] : [engine.program, 'stop', '--time=5', name]);
  };
  const result = await cancellation.guard(stop, async () => {
    return await log.group(step.title, async () => {
      log.debug(argv.join(' '));
      const env = environmentWith(runner.secretEnv ?? {});
      const streamed = await stream(argv, { log, logFile, title: step.title, env });
      log.info(`${step.id} took ${streamed.seconds.toFixed(1)} s`);
      return streamed;
    });
  });
  runner.timings.push({ title: step.title, seconds: result.seconds });
  if (cancellation.cancelled) {
    // `podman run` may end before the container does when both got the signal.
    await run([engine.program, 'rm', '--force', '--time=5', '--ignore', name]);
  }
  cancellation.throwIfCancelled();
  if (result.exitCode !== 0) {
    const last = result.tail.slice(-SHOWN_LINES).map((line) => `    ${cleanLine(line)}`);
    throw new UserError(
      [
        `${step.id} failed (exit code ${result.exitCode}): ${cleanLine(errorLine(result.tail) ?? 'it printed nothing')}`,
        ...(last.length > 0 ? [`its last ${last.length} lines:`, ...last] : []),
        `full log: ${logFile}`,
      ].join('\n'),
    );
  }
}
