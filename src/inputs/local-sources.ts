import { fileURLToPath } from 'node:url';
import type { SourcePath } from '../runner/work-dir.ts';
import type { BuildInputs } from './types.ts';

/** Files and directories of this machine a job reads; nothing that is emptied may hold one of them. */
export function localSources(
  inputs: Pick<BuildInputs, 'config' | 'ovirtRelease' | 'ovirtReleaseKeys' | 'baseConfig'> &
    Partial<Pick<BuildInputs, 'overrideRpms' | 'lock'>>,
): SourcePath[] {
  const base = inputs.baseConfig === undefined ? [] : [inputs.baseConfig];
  const given = [
    { input: 'config', values: [inputs.config] },
    { input: 'base-config', values: base },
    { input: 'ovirt-release', values: inputs.ovirtRelease },
    { input: 'ovirt-release-key', values: inputs.ovirtReleaseKeys },
    { input: 'override-rpms', values: inputs.overrideRpms ?? [] },
    { input: 'lock', values: inputs.lock === undefined ? [] : [inputs.lock] },
  ];
  return given.flatMap(({ input, values }) =>
    values.flatMap((value) => {
      const path = localPath(value);
      return path === undefined ? [] : [{ input, path }];
    }),
  );
}

function localPath(value: string): string | undefined {
  if (value.startsWith('/')) return value;
  return /^file:\/\/\//i.test(value) && URL.canParse(value) ? fileURLToPath(value) : undefined;
}
