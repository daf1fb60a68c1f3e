import { messageOf, UserError } from '../../errors.ts';
import type { Log } from '../../log/log.ts';
import type { Engine, EngineDriver, EngineName } from '../engine.ts';
import { docker } from './docker.ts';
import { host } from './host.ts';
import { podman } from './podman.ts';

/** Every engine, in the order `auto` tries them: what is closest to the job first. */
export const DRIVERS: readonly EngineDriver[] = [host, podman, docker];

/** The behaviour of an engine. */
export function driverOf({ name }: { readonly name: EngineName }): EngineDriver {
  const driver = DRIVERS.find((one) => one.name === name);
  if (driver === undefined) throw new Error(`there is no engine ${name}`);
  return driver;
}

/**
 * Finds the engine asked for; `auto` takes the first that works and says why.
 *
 * @param drivers the engines to choose from; a test hands in its own.
 * @throws UserError with what each of those tried said.
 */
export async function findEngine(
  wanted: 'auto' | EngineName,
  log: Log,
  drivers: readonly EngineDriver[] = DRIVERS,
): Promise<Engine> {
  const refusals: string[] = [];
  for (const driver of drivers) {
    if (wanted !== 'auto' && wanted !== driver.name) continue;
    try {
      const { engine, found, warnings } = await driver.find();
      for (const refusal of refusals) log.info(`engine: not ${refusal}`);
      log.info(`engine: ${wanted === 'auto' ? `auto takes ${driver.name}, because ` : ''}${found}`);
      for (const warning of warnings) log.warning(`engine: ${warning}`);
      return engine;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (wanted !== 'auto')
        throw new UserError(`engine: ${driver.name}: ${error.message}`, { cause: error });
      refusals.push(`${driver.name}: ${messageOf(error)}`);
    }
  }
  throw new UserError(
    ['engine: none of the engines works here:', ...refusals.map((text) => `  - ${text}`)].join('\n'),
  );
}
