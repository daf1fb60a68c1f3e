import { pairFor } from '../config-tree/pairs.ts';
import { placeholderValues } from '../config-tree/placeholders.ts';
import type { ValidateInputs } from '../inputs/validate.ts';
import type { Log } from '../log/log.ts';
import { cachedRepository } from '../validate/base-cache.ts';
import type { RenderSettings } from '../validate/rendering.ts';
import { baseSource } from './prepare.ts';

/**
 * What configurations with placeholders are rendered with.
 *
 * @param cache directory base configurations are kept in.
 */
export function renderSettings(inputs: ValidateInputs, log: Log, cache: string): RenderSettings {
  const { baseConfig, target, overrides, packages, baseConfigPath, variables } = inputs;
  let fetched: Promise<string> | undefined;
  return {
    basePath: baseConfigPath,
    overrides,
    packages,
    variables: Object.keys(variables),
    placeholders: (arch) => placeholderValues({ ...inputs, arch }),
    exclude: [],
    always: baseConfig !== undefined,
    base: async () => {
      if (baseConfig === undefined && pairFor(target) === undefined) return undefined;
      fetched ??= cachedRepository({ ...baseSource(inputs, target), input: 'base-config' }, cache, log);
      return await fetched;
    },
  };
}
