import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';

/** What upstreams call their system in boot menus. */
const UPSTREAM = /(?:Fedora|Red Hat Enterprise Linux|RHEL|Red Hat|CentOS Stream|CentOS)(?: \d+)? CoreOS\b/g;

/** A place where the name was put. */
export interface BrandedPlace {
  /** Path below live/. */
  readonly path: string;
  readonly line: number;
}

/**
 * A name as it can stand in a boot menu without ending a quoted text or starting a new line of it; so can the words
 * `auto` and `keep`, which the input takes for something else.
 *
 * @throws UserError naming the input.
 */
export function checkBrand(name: string): string {
  if (/^[\p{L}\p{N}][\p{L}\p{N} ._+:()-]{0,59}$/u.test(name)) return name;
  throw new UserError(
    `branding: found ${JSON.stringify(name)}, expected a name of up to 60 letters, digits, blanks and . _ + : ( ) -, ` +
      'because it is written into boot menus; give branding: keep, or a text like that',
  );
}

/**
 * Puts `name` where boot menus name upstream's system. Only text files are touched, and lines that are only a comment
 * are not.
 *
 * @param files paths below `live`.
 */
export async function brandFiles(
  live: string,
  files: readonly string[],
  name: string,
): Promise<BrandedPlace[]> {
  const places: BrandedPlace[] = [];
  for (const path of files) {
    const content = await readFile(join(live, path));
    const text = content.toString('utf8');
    if (content.includes(0) || !Buffer.from(text, 'utf8').equals(content)) continue;
    const branded = text.split('\n').map((line, index) => {
      if (/^\s*#/.test(line)) return line;
      const changed = line.replaceAll(UPSTREAM, () => name);
      if (changed !== line) places.push({ path, line: index + 1 });
      return changed;
    });
    if (branded.join('\n') !== text) await writeFile(join(live, path), branded.join('\n'));
  }
  return places;
}
