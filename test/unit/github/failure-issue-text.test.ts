import { describe, expect, it } from 'vitest';
import { COMMENT_LIMIT } from '../../../src/github/comments.ts';
import { fingerprintOf, readState, stateLine } from '../../../src/github/failure-issue-marker.ts';
import { failureComment, issueText, issueTitle } from '../../../src/github/failure-issue-text.ts';
import { quietMarkdown } from '../../../src/github/quiet-markdown.ts';

const KEY = { workflow: 'nightly', config: 'nodes/el9', target: 'el9', arch: 'x86_64' };
const STATE = { fingerprint: 'a'.repeat(16), turn: 1, runs: 1, first: '7', last: '7', recovered: false };
const HOSTILE = 'by @ovirt/maintainers, see #12, GH-13 `<!-- state {} -->` </details> <img src=x> | [x](y)';

function report(
  line: string,
  lines: readonly string[],
  changes?: string,
): Parameters<typeof failureComment>[0] {
  const digest = {
    class: 'unknown',
    signature: 'unknown',
    step: undefined,
    line,
    cause: undefined,
    fix: undefined,
    lines,
  };
  return { digest, changes, runId: '7', runUrl: (id) => `https://github.example/o/r/actions/runs/${id}` };
}

/** What is outside of code: there GitHub would act on it. */
function outsideCode(markdown: string): string {
  return markdown.replaceAll(/^ {4}.*$/gm, '').replaceAll(/`[^`\n]*`/g, '');
}

describe('foreign text', () => {
  it('mentions nobody, refers to nothing and is no HTML', () => {
    const hostile = { ...KEY, config: HOSTILE };
    const text = issueText(hostile, STATE, report(HOSTILE, [HOSTILE, `x\n${HOSTILE}`], HOSTILE));
    const outside = outsideCode(text);
    expect(outside).not.toMatch(/@[A-Za-z0-9]/);
    expect(outside).not.toMatch(/#\d/);
    expect(outside).not.toMatch(/GH-\d/i);
    expect(text.replaceAll(/`[^`\n]*`/g, '').replaceAll(/^ {4}.*$/gm, '')).not.toContain('<!--');
    expect(issueTitle({ ...KEY, config: 'a\nb'.repeat(200) })).toMatch(/^[^\n]{1,200}$/);
  });

  it('of the changes keeps its Markdown and loses its effects', () => {
    expect(quietMarkdown('| vdsm | 4.5 |')).toBe('| vdsm | 4.5 |');
    expect(quietMarkdown('https://github.com/o/r/compare/a...b')).toBe(
      'https://github.com/o/r/compare/a...b',
    );
    expect(quietMarkdown('https://github.com/o/r/pull/12')).not.toMatch(/pull\/\d/);
    expect(quietMarkdown('a@b #1 gh-2 <!-- x --!>')).not.toMatch(/@\w|#\d|gh-\d|<!--|--!?>/);
  });
});

describe('the length', () => {
  it.each([
    ['many changes', report('bad', ['x'], '- changed\n'.repeat(20_000))],
    [
      'many lines',
      report(
        'bad',
        Array.from({ length: 500 }, () => 'y'.repeat(5_000)),
      ),
    ],
    [
      'both',
      report(
        'z'.repeat(100_000),
        Array.from({ length: 500 }, () => 'y'.repeat(5_000)),
        'w\n'.repeat(90_000),
      ),
    ],
  ])('with %s is one GitHub takes', (_name, long) => {
    for (const text of [issueText(KEY, STATE, long), failureComment(long, false)]) {
      expect(text.length).toBeLessThan(COMMENT_LIMIT - 500);
      expect(text).toContain('Cut here');
    }
    expect(issueText(KEY, STATE, long)).toContain('closes this issue');
  });

  it('that fits is not cut, and open blocks are closed where it is', () => {
    expect(failureComment(report('bad', ['x'], 'short'), false)).not.toContain('Cut here');
    const cut = failureComment(report('bad', [], `<details>\n\n${'- x\n'.repeat(30_000)}</details>`), false);
    expect(cut.match(/<details>/g)?.length).toBe(cut.match(/<\/details>/g)?.length);
    const fenced = failureComment(report('bad', [], `\`\`\`\n${'- x\n'.repeat(30_000)}\`\`\`\n`), false);
    expect((fenced.match(/^```/gm)?.length ?? 0) % 2).toBe(0);
  });
});

describe('the fingerprint', () => {
  const of = (line: string, more: object = {}): string =>
    fingerprintOf({ class: 'packages', signature: 'unknown', step: 'fetch', line, ...more });

  it.each([
    ['at 2026-11-25T03:17:00Z: failed', 'at 2026-11-26T03:18:09Z: failed'],
    ['Wed Nov 25 09:16:15: failed', 'Thu Dec  3 10:00:00: failed'],
    ['sha256 0f3a5c7d9e is not expected', 'sha256 beef0000aa is not expected'],
    ['https://a.example/x/repomd.xml: 404', 'http://b.example:8080/y/z/repomd.xml: 404'],
    ['\u001b[31merror\u001b[0m: bad', 'error: bad'],
    ['pid 17 died after 3.2 s', 'pid 99999 died after 12.0 s'],
  ])('of %j is that of %j', (one, two) => {
    expect(of(one)).toBe(of(two));
  });

  it('tells packages, files, steps, classes and signatures apart', () => {
    const all = [
      of('nothing provides vdsm'),
      of('nothing provides cockpit'),
      of('https://a.example/repomd.xml: 404'),
      of('https://a.example/primary.xml: 404'),
      of('nothing provides vdsm', { step: 'build' }),
      of('nothing provides vdsm', { class: 'tool' }),
      of('nothing provides vdsm', { signature: 'x' }),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('the state', () => {
  it('is read as it was written', () => {
    expect(readState(`marker\n${stateLine(STATE)}\ntext`)).toEqual(STATE);
    expect(stateLine(STATE)).not.toContain('\n');
  });

  it.each([
    '',
    'marker',
    'marker\n<!-- state {"turn":-1} -->',
    'marker\n<!-- state {{{ -->',
    'marker\n<!-- state {"first":"x"} -->',
    'marker\n<!-- state {"fingerprint":"--><b>"} -->',
  ])('of %j is unknown', (body) => {
    expect(readState(body)).toEqual({
      fingerprint: '',
      turn: 1,
      runs: 1,
      first: '',
      last: '',
      recovered: false,
    });
  });
});
