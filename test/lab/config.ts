import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './action.ts';

/** The configuration a person begins with. */
export const EXAMPLE = join(ROOT, 'examples', 'node');

/** The file of it that names a repository of its own. */
export const CRB_FILE = 'centos-crb.repo';

/**
 * Copies the example for the lab. The lab has no way out, so the addresses in its one .repo file are replaced; nothing
 * else is, and a test compares the two.
 */
export async function copyExample(
  dir: string,
  addresses: { readonly baseurl: string; readonly gpgkey: string },
): Promise<string> {
  await rm(dir, { recursive: true, force: true });
  await cp(EXAMPLE, dir, { recursive: true });
  const file = join(dir, CRB_FILE);
  let text = await readFile(file, 'utf8');
  for (const [key, address] of Object.entries(addresses)) {
    const line = new RegExp(`^${key}=.*$`, 'gm');
    if (text.match(line)?.length !== 1) throw new Error(`${CRB_FILE} has not one line with ${key}`);
    text = text.replace(line, () => `${key}=${address}`);
  }
  await writeFile(file, text);
  return dir;
}
