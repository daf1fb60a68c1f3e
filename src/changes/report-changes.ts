import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanLine } from '../log/clean.ts';
import type { Log } from '../log/log.ts';
import type { Changes } from './changes.ts';
import { compareBuilds } from './compare.ts';
import type { BuildFacts } from './facts.ts';
import { changesMarkdown } from './markdown.ts';
import { countsText } from './words.ts';

/** Files of the metadata that say what changed. */
export const CHANGES_FILES = { json: 'changes.json', markdown: 'changes.md' } as const;

/**
 * Compares a build with the one before it, and says the result in a line of the log.
 *
 * @param previous undefined where there is none.
 * @returns undefined where there is nothing to compare with.
 */
export function compareWithPrevious(
  previous: BuildFacts | undefined,
  current: BuildFacts,
  log: Log,
): Changes | undefined {
  if (previous === undefined) {
    log.info('there is no earlier build to compare with');
    return undefined;
  }
  const changes = compareBuilds(previous, current);
  const since =
    previous.buildId === undefined ? 'the previous build' : `build ${cleanLine(previous.buildId)}`;
  log.info(`since ${since}: ${countsText(changes)}`);
  return changes;
}

/** Writes a difference beside the other metadata. @returns paths of the files */
export async function writeChanges(changes: Changes, metadataDir: string): Promise<string[]> {
  const json = join(metadataDir, CHANGES_FILES.json);
  const markdown = join(metadataDir, CHANGES_FILES.markdown);
  await writeFile(json, `${JSON.stringify(changes, null, 2)}\n`);
  await writeFile(markdown, changesMarkdown(changes));
  return [json, markdown];
}
