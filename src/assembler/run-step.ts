import { join } from 'node:path';
import type { Log } from '../log/log.ts';
import type { Cancellation } from '../process/cancellation.ts';
import { environmentWith } from '../process/environment.ts';
import { justEnded, type Timing } from '../process/timing.ts';
import { stream } from '../process/stream.ts';
import { identityOf, type Engine } from './engine.ts';
import { driverOf } from './engines/list.ts';
import { StepError } from './failures/step-error.ts';
import { failureOf } from './failures/step-failure.ts';
import type { Step } from './plan.ts';
import { recordStep } from './run-record.ts';
import { timeLimit } from './time-limit.ts';

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
  /** When each step ran, in order; filled while they run. */
  readonly timings: Timing[];
  /** Directory whose largest folders are named when a disk is full. */
  readonly workDir?: string | undefined;
  /** Longest a step may take, in ms; absent = as long as it likes. */
  readonly limitMs?: number | undefined;
}

/**
 * Runs one step, in a log group of its own.
 *
 * @throws StepError with what the step's output says about why it failed, or when its time was up.
 * @throws CancelledError after a signal; nothing of the step is left by then.
 */
export async function runStep(runner: StepRunner, step: Step): Promise<void> {
  const { engine, log, cancellation } = runner;
  const identity = identityOf(runner.runId, step.id);
  const { name } = identity;
  const logFile = join(runner.logDir, `${step.id}.log`);
  const driver = driverOf(engine);
  const { argv, ...place } = driver.command(engine, step.container, identity);
  const stop = async (kill: boolean): Promise<void> => {
    await driver.stop(engine, name, kill);
  };
  const [result, expired] = await cancellation.guard(stop, async () => {
    return await log.group(step.title, async () => {
      log.debug(argv.join(' '));
      const secrets = runner.secretEnv ?? {};
      const env = place.env === undefined ? environmentWith(secrets) : { ...place.env, ...secrets };
      const limit = timeLimit(runner.limitMs, step.id, stop, log);
      try {
        const streamed = await stream(argv, { log, logFile, title: step.title, ...place, env });
        log.info(`${step.id} took ${streamed.seconds.toFixed(1)} s`);
        return [streamed, limit.expired] as const;
      } finally {
        await limit.end();
      }
    });
  });
  runner.timings.push(justEnded(step.title, result.seconds));
  await recordStep(runner.logDir, { id: step.id, ...result });
  if (cancellation.cancelled || expired) {
    // The engine's program may end before the container does when both got the signal.
    await driver.remove(engine, name);
  }
  cancellation.throwIfCancelled();
  // A program that was stopped may call that a good end.
  if (result.exitCode === 0 && !expired) return;
  throw new StepError(
    await failureOf({
      step: step.id,
      exitCode: result.exitCode,
      tail: result.tail,
      logFile,
      overLimit: expired ? runner.limitMs : undefined,
      workDir: runner.workDir,
    }),
  );
}
