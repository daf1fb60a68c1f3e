import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { StepError } from '../../../src/assembler/failures/step-error.ts';
import { runStep } from '../../../src/assembler/run-step.ts';
import { GithubLog } from '../../../src/log/github-log.ts';
import { LINE_LIMIT } from '../../../src/log/lines.ts';
import { stepFailureSummary } from '../../../src/report/summary.ts';
import { runnerView } from '../../support/runner.ts';
import { containersOf, runnerFor, scriptStep, useLabEngine } from './script-step.ts';

let image = '';

beforeAll(async () => {
  image = await useLabEngine();
});

const COMMANDS = [
  '::error::SEEN-1',
  '   ::warning file=/etc/passwd,line=1::SEEN-2',
  '##[error]SEEN-3',
  'text before ##[set-env name=PATH;]SEEN-4',
  '::set-output name=failure-class::SEEN-5',
  '::save-state name=engineProgram::SEEN-6',
  '::add-mask::SEEN-7',
  '::add-path::SEEN-8',
  '::group::SEEN-9',
  '::endgroup::',
  '::echo::off',
  '::stop-commands::SEEN-10',
  '::SEEN-10::',
  '::00000000-0000-4000-8000-000000000000::',
  '##[00000000-0000-4000-8000-000000000000]',
  '\ufeff::error::SEEN-12',
  '\u2028::error::SEEN-13',
  '\u000b\u000c::error::SEEN-14',
  '\u00a0\u3000::error::SEEN-15',
  '#\u001b[0m#[error]SEEN-16',
  '#\u0000#[error]SEEN-17',
  ':\u0000:error::SEEN-18',
  'progress\r::error::SEEN-19',
  'mac\r##[warning]SEEN-20',
  // The last one: without a fence nothing after it would count.
  '##[stop-commands]SEEN-11',
];

const HIDING = [
  'SEEN-21\rcovered',
  '\u001b]0;SEEN-22',
  '\u001b]8;;http://SEEN-23\u001b\\ SEEN-24',
  '\u001b[8mSEEN-25\u001b[0m',
  'SEEN-26\b\b\b\b\b\b\b       ',
  '\u001b[1A\u001b[2K\u001b[1;1HSEEN-27',
  '\u001bP$SEEN-28\u001b\\',
  'SEEN-29\u0000',
  '\u202eSEEN-30',
];

/** Number of the marks above. */
const MARKS = 30;
const LONG = 10 * 1024 * 1024;

/** What the child prints, in the order it prints it. */
function output(): Buffer {
  return Buffer.concat([
    Buffer.from([...COMMANDS, ...HIDING].map((line) => `${line}\n`).join('')),
    Buffer.from([0xff, 0xfe, 0x3a, 0x3a, 0xc3, 0x28, 0xe2, 0x82, 0x0a]),
    // Cut into pieces of the limit, so that one starts with a command.
    Buffer.from(`${'a'.repeat(LINE_LIMIT)}::error::START-OF-A-PIECE\n`),
    Buffer.from(`LONG-START${'x'.repeat(LONG)}LONG-END\n`),
    Buffer.from('::stop-commands::left-open\nno line end ::error::at the end'),
  ]);
}

/** Writes the bytes it is given as Latin-1 escapes, with the long runs made there. */
const PRINTER = `
import sys
out = sys.stdout.buffer
for part in sys.argv[1:]:
    text, _, count = part.rpartition('*')
    out.write(bytes.fromhex(text) * int(count))
out.flush()
sys.exit(3)
`;

/** The output as arguments for the printer: no argument may be as long as the output. */
function instructions(bytes: Buffer): string[] {
  const parts: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    let run = 1;
    while (bytes[at + run] === byte) run += 1;
    if (run > 16) {
      parts.push(`${bytes.subarray(at, at + 1).toString('hex')}*${run}`);
    } else {
      run = Math.min(bytes.length - at, 512);
      for (let end = 1; end < run; end += 1) {
        if (bytes.subarray(at + end, at + end + 17).every((next) => next === bytes[at + end])) run = end;
      }
      parts.push(`${bytes.subarray(at, at + run).toString('hex')}*1`);
    }
    at += run;
  }
  return parts;
}

describe('a child that means harm', () => {
  it('changes nothing, hides nothing, and is kept byte for byte', async () => {
    let shown = '';
    const log = new GithubLog((text) => void (shown += text), {});
    const runner = await runnerFor(log);
    const bytes = output();
    const step = scriptStep(image, 'python3', '-c', PRINTER, ...instructions(bytes));
    const error = await runStep(runner, step).catch((thrown: unknown) => thrown);
    log.warning('ours, after it');
    if (!(error instanceof StepError)) throw error;
    log.error(error.message);

    const view = runnerView(shown);
    expect(view.obeyed.map((command) => command.replace(/%0A.*/, ''))).toEqual([
      'group: Compose the commit',
      'endgroup: ',
      'warning: ours, after it',
      expect.stringMatching(/^error: build failed \(exit code 3\): /),
    ]);
    expect(view.stopped).toBe(false);

    for (let mark = 1; mark <= MARKS; mark += 1) expect(shown).toMatch(new RegExp(`SEEN-${mark}(?!\\d)`));
    for (const text of [
      'START-OF-A-PIECE',
      'LONG-START',
      'LONG-END',
      'covered',
      'no line end ::error::at the end',
    ])
      expect(shown).toContain(text);
    const pieces = shown.match(/x+/g) ?? [];
    expect(pieces.reduce((sum, piece) => sum + piece.length, 0)).toBeGreaterThanOrEqual(LONG);

    const kept = createHash('sha256');
    await pipeline(createReadStream(join(runner.logDir, 'build.log')), kept);
    expect(kept.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(error.message.length).toBeLessThan(LINE_LIMIT);
    // Its last lines are in the summary as a block: nothing in it can be a heading, a link or HTML.
    const lines = stepFailureSummary(error.failure).split('\n');
    expect(lines.filter((line) => line.includes('left-open') && !line.startsWith('    '))).toEqual([]);
    expect(await containersOf(runner)).toBe('');
  });

  it('twin: the same bytes without the fence would be obeyed', () => {
    const { obeyed } = runnerView(output().toString());
    for (const command of ['error: SEEN-1', 'error: SEEN-3', 'add-mask: SEEN-7'])
      expect(obeyed).toContain(command);
    // In the whole of it this one comes after a stop-commands of the child's own.
    expect(runnerView('progress\r::error::SEEN-19\n').obeyed).toEqual(['error: SEEN-19']);
  });
});
