import type { Timing } from '../process/timing.ts';
import { cleanLine } from '../log/clean.ts';

/** Shorter ones are drawn with the time of day in seconds, in milliseconds. */
const MINUTES_ARE_ENOUGH = 20 * 60_000;

/** Longest title in the drawing, in characters. */
const LONGEST = 60;

/** Words that begin a statement of a Gantt chart wherever a line begins with them, in any case. */
const STATEMENTS =
  /^(?:gantt|dateformat|inclusiveenddates|topaxis|axisformat|tickinterval|includes|excludes|todaymarker|weekday|weekend|title|acctitle|accdescr|section|click|call|href)/i;

/**
 * The parts of the job as a Gantt chart that GitHub draws (Mermaid); empty where nothing ran.
 *
 * A task is `title :id, start, length` with the start in milliseconds since 1970 (`dateFormat x`), so that the chart
 * shows the reader's own time of day.
 */
export function timeline(timings: readonly Timing[]): string {
  if (timings.length === 0) return '';
  const starts = timings.map(({ startedAt }) => startedAt);
  const ends = timings.map(({ startedAt, seconds }) => startedAt + seconds * 1000);
  const axis = Math.max(...ends) - Math.min(...starts) < MINUTES_ARE_ENOUGH ? '%H:%M:%S' : '%H:%M';
  const tasks = timings.map(({ title, seconds, startedAt }, index) => {
    // A bar without any length is not drawn.
    const length = Math.max(1, Math.round(seconds * 1000));
    return `    ${taskTitle(title, seconds)} :part${index + 1}, ${Math.round(startedAt)}, ${length}ms`;
  });
  return [
    '```mermaid',
    'gantt',
    '    dateFormat x',
    `    axisFormat ${axis}`,
    '    todayMarker off',
    ...tasks,
    '```',
  ].join('\n');
}

/**
 * A title that Mermaid takes for nothing else: a colon would end it, `#` and `;` end the statement, `%%` begins a
 * comment, a digit may begin a date, and some words begin statements of their own.
 */
function taskTitle(title: string, seconds: number): string {
  const letters = cleanLine(title)
    .replaceAll(/[^\p{L}\p{N} .,()_/+-]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const short = letters.length > LONGEST ? `${letters.slice(0, LONGEST)}…` : letters;
  const safe = STATEMENTS.test(short) || !/^\p{L}/u.test(short) ? `Part ${short}` : short;
  return `${safe.trim()} (${seconds.toFixed(1)} s)`;
}
