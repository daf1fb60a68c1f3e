import { describe, expect, it } from 'vitest';
import type { Timing } from '../../../src/process/timing.ts';
import { timeline } from '../../../src/report/timeline.ts';

/** A task as Mermaid would draw it. */
interface Task {
  readonly text: string;
  readonly id: string;
  /** Milliseconds. */
  readonly start: number;
  readonly length: number;
}

/** What the lexer of Mermaid's Gantt chart takes for something else when a line begins with it; case does not count. */
const WORDS = [
  'gantt',
  'dateFormat',
  'inclusiveEndDates',
  'topAxis',
  'axisFormat',
  'tickInterval',
  'includes',
  'excludes',
  'todayMarker',
  'weekday',
  'weekend',
  'title',
  'accTitle',
  'accDescr',
  'section',
  'click',
  'call',
  'href',
];

/** Reads a chart as strictly as the grammar: a line is one of the statements we know, or a task; nothing is passed over. */
function parseGantt(text: string): { settings: Record<string, string>; tasks: Task[] } {
  const lines = text.split('\n');
  expect(lines.shift()).toBe('```mermaid');
  expect(lines.pop()).toBe('```');
  expect(lines.shift()).toBe('gantt');
  const settings: Record<string, string> = {};
  const tasks: Task[] = [];
  for (const line of lines) {
    const statement = line.trim();
    // `%%` begins a comment, and both characters end what they stand in.
    expect(statement.replace(/^axisFormat .*/, '')).not.toMatch(/%|#|;/);
    const setting = /^(dateFormat|axisFormat|todayMarker) (\S+)$/.exec(statement);
    if (setting?.[1] !== undefined && setting[2] !== undefined) {
      settings[setting[1]] = setting[2];
      continue;
    }
    const begins = WORDS.find((word) => statement.toLowerCase().startsWith(word.toLowerCase()));
    expect(begins, statement).toBeUndefined();
    expect(statement).not.toMatch(/^\d{4}-\d\d-\d\d/);
    // taskTxt is everything up to the first colon, taskData the rest of the line.
    const [, name = '', data = ''] = /^([^:\n]+):([^:\n]+)$/.exec(statement) ?? [];
    const [id = '', start = '', length = '', ...more] = data.split(',').map((part) => part.trim());
    expect(more).toEqual([]);
    expect(id).toMatch(/^[a-z]\w*$/);
    expect(start).toMatch(/^\d+$/);
    expect(length).toMatch(/^\d+ms$/);
    tasks.push({ text: name.trim(), id, start: Number(start), length: Number(length.slice(0, -2)) });
  }
  return { settings, tasks };
}

const START = 1_767_225_600_000;

function timing(title: string, seconds = 12.3456, startedAt = START): Timing {
  return { title, seconds, startedAt };
}

describe('the timeline', () => {
  it('has a task for each part, with when it started and how long it took', () => {
    const { settings, tasks } = parseGantt(
      timeline([timing('Fetch packages (fetch)'), timing('Upload', 0, START + 12_345.6)]),
    );
    expect(settings).toEqual({ dateFormat: 'x', axisFormat: '%H:%M:%S', todayMarker: 'off' });
    expect(tasks).toEqual([
      { text: 'Fetch packages (fetch) (12.3 s)', id: 'part1', start: START, length: 12_346 },
      { text: 'Upload (0.0 s)', id: 'part2', start: START + 12_346, length: 1 },
    ]);
  });

  it('has minutes on its axis where it is long', () => {
    expect(parseGantt(timeline([timing('Build', 3000)])).settings['axisFormat']).toBe('%H:%M');
  });

  it('is nothing where nothing ran', () => {
    expect(timeline([])).toBe('');
  });

  it.each([
    'a: b, c',
    'a # b; c',
    '%% comment',
    '%%{init: {}}%%',
    '2026-01-01',
    'x\nsection y',
    '`</script>',
    '```',
    '',
    '#',
    '\u001b[31mred',
    '💥',
    'ä:ö',
    'x'.repeat(500),
    ...WORDS,
    ...WORDS.map((word) => `${word.toUpperCase()} x`),
  ])('is a chart whatever a title holds: %j', (title) => {
    const { tasks } = parseGantt(timeline([timing(title), timing('Upload')]));
    expect(tasks).toHaveLength(2);
    expect(tasks[0]?.text.length).toBeLessThan(100);
    expect(tasks[0]).toMatchObject({ start: START, length: 12_346 });
    expect(tasks[1]?.text).toBe('Upload (12.3 s)');
  });
});
