import { copyFile, mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { BuildInputs } from '../inputs/types.ts';

/** Puts the user's own rpms where the assembler takes them before every repository; those of an earlier run go. */
export async function placeOverrides(inputs: BuildInputs, srvDir: string): Promise<void> {
  const dir = join(srvDir, 'overrides', 'rpm');
  await rm(dir, { recursive: true, force: true });
  if (inputs.overrideRpms.length === 0) return;
  await mkdir(dir, { recursive: true });
  for (const file of inputs.overrideRpms) await copyFile(file, join(dir, basename(file)));
}
