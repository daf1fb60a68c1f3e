import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { recordProbe, recordStep } from '../../../src/assembler/run-record.ts';
import { isObserved, SHOWN_BY } from '../../../src/docs/observed.ts';
import { allUnverified, unverifiedIn } from '../../../src/docs/unverified.ts';
import { verifiedMd } from '../../../src/docs/verified-md.ts';
import { hasShared, SHARED } from '../../support/shared.ts';
import { tempDir } from '../../support/temp.ts';
import { squeeze } from '../../support/squeeze.ts';

const run = promisify(execFile);

describe('docs/verified.md', () => {
  it('is what `npm run docs` makes', () => {
    expect(squeeze(readFileSync('docs/verified.md', 'utf8'))).toBe(squeeze(verifiedMd('.')));
  });

  it('has every mark of the sources', () => {
    const rows = allUnverified('.');
    for (const { file, text } of rows) {
      const marks = readFileSync(file, 'utf8').match(/^\s*(?:\/\/|\/\*+|\*|#) ?UNVERIFIED:/gm) ?? [];
      expect([file, rows.filter((row) => row.file === file).length]).toEqual([file, marks.length]);
      expect(text.length).toBeGreaterThan(20);
    }
    expect(rows.length).toBeGreaterThan(8);
  });
});

describe('the comments', () => {
  it('are read to the end of their paragraph, in every kind of comment', () => {
    const source = [
      '// UNVERIFIED: that one',
      '// and more (assembler.md, section 4.3).',
      'const a = 1; // no mark',
      '/**',
      ' * Before.',
      ' *',
      ' * UNVERIFIED: that two (assembler.md, 8.2b).',
      ' *',
      ' * After.',
      ' */',
      '/** UNVERIFIED: that three (a manual). */',
      '# UNVERIFIED: that four (assembler.md, section 3).',
      'key: value',
      "const text = 'UNVERIFIED: no comment';",
    ].join('\n');
    expect(unverifiedIn(source, 'f').map(({ text, section }) => [text, section])).toEqual([
      ['that one and more (assembler.md, section 4.3).', '4.3'],
      ['that two (assembler.md, 8.2b).', '8.2b'],
      ['that three (a manual).', undefined],
      ['that four (assembler.md, section 3).', '3'],
    ]);
  });

  it.skipIf(!hasShared())('name sections the reference has', () => {
    const reference = readFileSync(join(SHARED, 'reference/assembler.md'), 'utf8');
    const sections = new Set([...reference.matchAll(/^#+ (\d+(?:\.\d+b?)?)/gm)].map(([, name]) => name));
    const cited = allUnverified('.').flatMap(({ section }) => section ?? []);
    expect(cited.filter((section) => !sections.has(section))).toEqual([]);
    expect(Object.keys(SHOWN_BY).filter((section) => !sections.has(section))).toEqual([]);
  });

  /** Every inference of the reference that is marked as one, by section: relied on, or why it is not. */
  const INFERENCES: Readonly<Record<string, string>> = {
    '1.2': 'a newer Fedora in an older container: the table of pairs has none',
    '2.3': 'a build without a fetch: the plan always fetches',
    '3.5': 'relied',
    '4.1': 'docker and a work directory without src/config: see the engines',
    '4.3': 'relied',
    '4.4': 'relied',
    '4.5': 'relied',
    '5.2': 'images derived from another with its label: D4 is not driven',
    '5.3': 'locks of a killed run: nothing restores them',
    '8.2b': 'relied',
    '8.3': 'where D4 keeps its excludes: D4 is not driven',
  };

  it.skipIf(!hasShared())('leave no inference of the reference open', () => {
    const reference = readFileSync(join(SHARED, 'reference/assembler.md'), 'utf8');
    let section = '';
    const found = new Set<string>();
    for (const line of reference.split('\n')) {
      section = /^#+ (\d+(?:\.\d+b?)?)/.exec(line)?.[1] ?? section;
      // The head explains the mark, and section 11 speaks of all of them.
      if (/\binference\b/.test(line) && section !== '' && section !== '11') found.add(section);
    }
    expect([...found].sort()).toEqual(Object.keys(INFERENCES).sort());
    const cited = new Set(allUnverified('.').map((entry) => entry.section));
    const relied = Object.keys(INFERENCES).filter((name) => INFERENCES[name] === 'relied');
    expect(relied.filter((name) => !cited.has(name))).toEqual([]);
  });
});

describe('verified.json', () => {
  /** Runs the script as the workflow does, over what a run left. */
  async function written(steps: readonly [id: string, exitCode: number][]): Promise<unknown> {
    const logs = join(await tempDir(), 'logs');
    await mkdir(logs);
    await recordProbe(
      logs,
      { reference: 'r:tag', digest: 'sha256:0' },
      { dialect: 'D2', rpmOstree: "Version: '2024.7'", commit: 'abc' },
    );
    for (const [id, exitCode] of steps) await recordStep(logs, { id, exitCode, seconds: 1 });
    const out = join(logs, 'verified.json');
    await run(process.execPath, ['scripts/verified-json.ts', logs, out], {
      env: { ...process.env, OUTPUTS: '{"build-id":"9.1"}', RUN_URL: 'https://x/runs/1' },
    });
    return JSON.parse(await readFile(out, 'utf8'));
  }

  it('says which assembler ran, how each step ended, and which facts that shows', async () => {
    const report = await written([
      ['init', 0],
      ['build', 0],
      ['live', 1],
    ]);
    expect(report).toMatchObject({
      run: 'https://x/runs/1',
      assembler: { reference: 'r:tag', digest: 'sha256:0', dialect: 'D2', rpmOstree: "Version: '2024.7'" },
      steps: [
        { id: 'init', exitCode: 0 },
        { id: 'build', exitCode: 0 },
        { id: 'live', exitCode: 1 },
      ],
      outputs: { 'build-id': '9.1' },
    });
    const facts = allUnverified('.').map((fact) => ({
      fact,
      observed: isObserved(fact, new Set(['probe', 'init', 'build'])) ?? null,
    }));
    expect(report).toHaveProperty(
      'facts',
      facts.map(({ fact, observed }) => ({ ...fact, observed })),
    );
    // 4.3 is shown by init and build, 3.3 by live, which failed.
    expect(facts.map(({ observed }) => observed)).toEqual(expect.arrayContaining([true, false, null]));
  });

  it('is written for a run that never got to the assembler', async () => {
    const logs = await tempDir();
    await writeFile(join(logs, 'pull.log'), 'no such host\n');
    const out = join(logs, 'verified.json');
    await run(process.execPath, ['scripts/verified-json.ts', logs, out]);
    expect(JSON.parse(await readFile(out, 'utf8'))).toMatchObject({
      assembler: null,
      steps: [],
      outputs: {},
    });
    await expect(run(process.execPath, ['scripts/verified-json.ts'])).rejects.toMatchObject({ code: 2 });
    expect(existsSync('undefined')).toBe(false);
  });
});
