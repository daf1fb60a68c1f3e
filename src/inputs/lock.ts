import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { BuildInputs } from './types.ts';

/** Lock files of a configuration the assembler reads for an architecture, a later one over an earlier one. */
function namesFor(arch: string): string[] {
  return [
    ...['json', 'yaml'].map((extension) => `manifest-lock.${arch}.${extension}`),
    ...['yaml', 'json'].map((extension) => `manifest-lock.overrides.${extension}`),
    ...['yaml', 'json'].map((extension) => `manifest-lock.overrides.${arch}.${extension}`),
  ];
}

/**
 * What is wrong with the lock files, found before anything is downloaded.
 *
 * @returns one text for each problem.
 */
export async function lockProblems(
  inputs: Pick<BuildInputs, 'config' | 'lock' | 'lockStrict' | 'arch'>,
): Promise<string[]> {
  const { config, lock, lockStrict, arch } = inputs;
  const own = namesFor(arch).filter((name) => existsSync(join(config, name)));
  const files = [
    // The input takes the place of the configuration's first file, not of what is laid over it.
    ...(lock === undefined ? [] : [{ input: 'lock', path: lock, arch }]),
    ...own
      .filter((name) => lock === undefined || name.includes('.overrides.'))
      .map((name) => ({
        input: 'config',
        path: join(config, name),
        arch: name.includes(`.${arch}.`) ? arch : undefined,
      })),
  ];
  if (files.length === 0) {
    return lockStrict
      ? [
          `lock-strict: there is no lock file; give one in lock, or put manifest-lock.${arch}.json into ${config}`,
        ]
      : [];
  }
  // Loaded here: most jobs have no lock, and a treefile's reader is not small.
  const { checkLockfile } = await import('../treefile/check-lockfile.ts');
  return files.flatMap((file) => {
    try {
      checkLockfile(file.path, file.arch);
      return [];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const { file: path = file.path, line } = error.location ?? {};
      // The reader of treefiles names the place by itself.
      const place = error.message.includes(path) ? '' : `${path}${line === undefined ? '' : `:${line}`}: `;
      return [`${file.input}: ${place}${error.message}`];
    }
  });
}
