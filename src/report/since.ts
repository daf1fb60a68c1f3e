import type { BuildRecord } from '../build-record/record.ts';
import type { SourceChange } from '../changes/changes.ts';
import { sourceSides } from '../changes/markdown-inputs.ts';
import { plain } from '../changes/words.ts';
import { describeMoved, type MovedPart } from '../fingerprint/compare.ts';
import { code } from './markdown.ts';

/** What is known of the way from the last good build to one that may fail. */
export interface Since {
  readonly previous: Pick<BuildRecord, 'buildId' | 'finished' | 'run'>;
  /** undefined or null where it is not known, or the same. */
  readonly source: SourceChange | null | undefined;
  readonly base: SourceChange | null | undefined;
  /** undefined before anything was looked at. */
  readonly moved: readonly MovedPart[] | undefined;
}

/** The probable causes of a failure in Markdown: the last good build, commits that came since, parts that moved. */
export function sinceMarkdown({ previous, source, base, moved }: Since): string {
  const { buildId, finished, run } = previous;
  const url = run !== null && /^https?:\/\/[^\s()<>]+$/.test(run.url) ? run.url : undefined;
  const name = url === undefined ? plain(buildId) : `[${plain(buildId)}](${url})`;
  const commits = [
    ['Configuration', source],
    ['Base configuration', base],
  ] as const;
  const lines = [
    ...commits.flatMap(([title, change]) =>
      change === undefined || change === null ? [] : [`- ${title}: ${sourceSides(change).join(' → ')}`],
    ),
    // Both its commits stand above.
    ...(moved ?? [])
      .filter(({ part }) => part !== 'base' || base === undefined || base === null)
      .map((part) => `- ${code(describeMoved(part))}`),
  ];
  const ending =
    moved === undefined
      ? 'It failed before it was known what else has moved.'
      : moved.length === 0
        ? 'Nothing that was looked at has moved.'
        : '';
  return [`The last good build is ${name} (${plain(finished)}).`, lines.join('\n'), ending]
    .filter((part) => part !== '')
    .join('\n\n');
}
