import { UNKNOWN } from '../assembler/failures/step-error.ts';
import { maskSecrets } from '../log/secrets.ts';
import type { FailureDigest } from '../report/failure-digest.ts';
import { code, table } from '../report/markdown.ts';
import { COMMENT_LIMIT } from './comments.ts';
import type { FailureKey, IssueState } from './failure-issue-marker.ts';
import { quietMarkdown } from './quiet-markdown.ts';

/** Room for the markers in front and the sentences at the end, in characters. */
const ROOM = 3_000;
/** Characters of one line of foreign text. */
const LINE = 1_000;

/** What one failing run is told with. */
export interface FailureReport {
  readonly digest: FailureDigest;
  /** Markdown about what has changed since the last good build; undefined when that is not known. */
  readonly changes: string | undefined;
  /** The workflow run that failed. */
  readonly runId: string;
  /** Page of a workflow run. */
  readonly runUrl: (id: string) => string;
}

/** Title of the issue. A title is plain text: it mentions nobody. */
export function issueTitle(key: FailureKey): string {
  return plain(`Scheduled build fails: ${subject(key)}`, 200);
}

/** The visible text of the issue: how things stand. */
export function issueText(key: FailureKey, state: IssueState, report: FailureReport): string {
  const { runUrl } = report;
  const link = (id: string): string => (id === '' ? 'unknown' : `[run ${id}](${runUrl(id)})`);
  const head = `The scheduled build of ${code(plain(subject(key), 200))} fails.`;
  const times = table(
    ['', ''],
    [
      ['First failed', link(state.first)],
      ['Last failed', `${link(state.last)}, ${state.runs === 1 ? 'once' : `${state.runs} times in a row`}`],
    ],
  );
  const end =
    'The same failure only brings this text up to date; another one is told in a comment. The next scheduled build ' +
    'that succeeds closes this issue. Closed as _completed_ it is opened again when the same failure comes back before ' +
    'that; closed as _not planned_ it stays closed.';
  return `${head}\n\n${times}\n\n${failureText(report)}\n\n---\n\n${end}\n`;
}

/** A comment about a failure that is another one than before, or is still there. */
export function failureComment(report: FailureReport, still: boolean): string {
  const what = still ? 'It still fails' : 'It fails in another way now';
  return `${what}: [run ${report.runId}](${report.runUrl(report.runId)}).\n\n${failureText(report)}\n`;
}

/** How a run ended that did not fail. */
export interface Recovery extends Pick<FailureReport, 'runId' | 'runUrl'> {
  /** The build it made or, skipped, found to be good still. */
  readonly buildId: string;
  readonly isSkipped: boolean;
}

/** The comment an issue is closed with. */
export function recoveryComment(
  { buildId, isSkipped, runId, runUrl }: Recovery,
  { runs }: IssueState,
): string {
  const after = runs === 1 ? 'one run that failed' : `${runs} runs that failed`;
  const id = code(plain(buildId, 200));
  const what = isSkipped ? `Build ${id} stands, nothing had to be built,` : `Build ${id} succeeded`;
  return `${what} after ${after}: [run ${runId}](${runUrl(runId)}).\n`;
}

/** The failure itself: the digest, then the probable cause, cut to what a comment may hold. */
function failureText({ digest, changes }: FailureReport): string {
  const { class: kind, signature, step, line, cause, fix, lines } = digest;
  const rows = [
    ['Line', code(plain(line, LINE))],
    ...(step === undefined ? [] : [['Step', code(plain(step, LINE))]]),
    // Cause and fix are texts of ours, with Markdown in them.
    ...(cause === undefined ? [] : [['Cause', cause]]),
    ...(fix === undefined ? [] : [['Fix', fix]]),
    [
      'Class',
      signature === UNKNOWN ? `${code(kind)}, not a known failure` : `${code(kind)}, ${code(signature)}`,
    ],
  ];
  const said =
    lines.length === 0
      ? ''
      : `\n\nWhat it said:\n\n${lines.map((text) => `    ${plain(text, LINE)}`).join('\n')}`;
  const facts = maskSecrets(`${table(['', ''], rows)}${said}`);
  const known = cut(facts, (COMMENT_LIMIT - ROOM) / 2);
  return `${known}\n\n${changesText(changes, COMMENT_LIMIT - ROOM - known.length)}`;
}

function changesText(changes: string | undefined, limit: number): string {
  const title = '### Since the last good build';
  if (changes === undefined || changes.trim() === '')
    return `${title}\n\nWhat has changed since then is not known.`;
  // Headings of the text are below this one.
  const text = quietMarkdown(maskSecrets(changes.trim())).replaceAll(/^#{1,4} /gm, '#### ');
  return cut(`${title}\n\n${text}`, limit);
}

/** Whole lines up to a number of characters; blocks of HTML that are open are closed. */
function cut(text: string, limit: number): string {
  const note = '\n\nCut here: the rest is in the summary of the run.';
  if (text.length <= limit) return text;
  const kept = text.slice(0, limit - note.length - 200);
  const whole = kept.slice(0, Math.max(0, kept.lastIndexOf('\n')));
  const open = (whole.match(/<details>/g)?.length ?? 0) - (whole.match(/<\/details>/g)?.length ?? 0);
  // A fence that is still open would take the note in.
  const fence = (whole.match(/^```/gm)?.length ?? 0) % 2 === 1 ? '\n```' : '';
  return `${whole}${fence}\n${'</details>'.repeat(Math.min(Math.max(open, 0), 10))}${note}`;
}

function subject({ config, target, arch }: FailureKey): string {
  return `${config}${target === '' ? '' : ` for ${target}`}, ${arch}`;
}

/** One line of limited length. */
function plain(text: string, limit: number): string {
  // eslint-disable-next-line no-control-regex -- control characters have no place in an issue
  const line = text.replaceAll(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, ' ');
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}
