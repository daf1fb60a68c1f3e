import { must } from '../lab/must.ts';

/** Takes one file out of an ISO. @param path absolute, as the ISO's file system has it. */
export async function extractFromIso(iso: string, path: string, out: string): Promise<void> {
  await must(['xorriso', '-osirrox', 'on', '-indev', iso, '-extract', path, out]);
}
