import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

  it('has every mark there is, tests and what is made left out', () => {
    const rows = allUnverified('.');
    const marked = ['.github', 'docs', 'examples', 'scripts', 'src'].flatMap((place) =>
      readdirSync(place, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((path) => path !== 'docs/verified.md')
        .flatMap((path) => {
          const text = readFileSync(path, 'utf8');
          const marks = text.match(/^\s*(?:(?:\/\/|\/\*+|\*|#|-) ?)?UNVERIFIED:/gm) ?? [];
          return marks.length === 0 ? [] : [[path, marks.length] as const];
        }),
    );
    const counts = marked.map(([path]) => [path, rows.filter(({ file }) => file === path).length]);
    expect(counts).toEqual(marked);
    expect(rows.length).toBe(marked.reduce((sum, [, count]) => sum + count, 0));
    expect(marked.length).toBeGreaterThan(20);
    expect(rows.filter(({ text }) => text.length < 20 || / [*/-]$/.test(text))).toEqual([]);
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
      '/**',
      ' * UNVERIFIED: that five',
      ' * ends with its comment.',
      ' */',
    ].join('\n');
    expect(unverifiedIn(source, 'f').map(({ text, section }) => [text, section])).toEqual([
      ['that one and more (assembler.md, section 4.3).', '4.3'],
      ['that two (assembler.md, 8.2b).', '8.2b'],
      ['that three (a manual).', undefined],
      ['that four (assembler.md, section 3).', '3'],
      ['that five ends with its comment.', undefined],
    ]);
  });

  it('are paragraphs and items of lists in Markdown', () => {
    const source = [
      'Before.',
      '',
      'UNVERIFIED: that one',
      'and more.',
      '',
      '- an item',
      '- UNVERIFIED: that two',
      '  and more.',
      '- another item',
      'Text with UNVERIFIED: inside.',
    ].join('\n');
    expect(unverifiedIn(source, 'f.md').map(({ text }) => text)).toEqual([
      'that one and more.',
      'that two and more.',
    ]);
  });

  it.skipIf(!hasShared())('name sections the reference has', () => {
    const reference = readFileSync(join(SHARED, 'reference/assembler.md'), 'utf8');
    const sections = new Set([...reference.matchAll(/^#+ (\d+(?:\.\d+b?)?)/gm)].map(([, name]) => name));
    const cited = allUnverified('.').flatMap(({ section }) => section ?? []);
    expect(cited.filter((section) => !sections.has(section))).toEqual([]);
  });

  it('are facts of which each that a run can show is one', () => {
    const facts = allUnverified('.').map(({ section, file }) => `${section} ${file}`);
    for (const { section, file } of SHOWN_BY)
      expect(facts.filter((fact) => fact === `${section} ${file}`)).toHaveLength(1);
  });

  /**
   * Every inference of the reference that is marked as one: words of its line, and the file that relies on it and says
   * so, or why nothing does.
   */
  const INFERENCES: readonly { section: string; words: string; file?: string; why?: string }[] = [
    { section: '1.2', words: 'a much newer Fedora', why: 'the table of pairs has none' },
    { section: '2.3', words: 'cache-only depsolve error', why: 'the plan always fetches' },
    { section: '3.5', words: 'one recipe works from', file: 'src/assembler/plan.ts' },
    { section: '4.1', words: 'root-owned `src/`', file: 'src/commands/build.ts' },
    { section: '4.3', words: 'safe.directory', file: 'src/assembler/plan.ts' },
    { section: '4.4', words: 'COSA_SUPERMIN_MEMORY=6144', file: 'src/runner/preflight.ts' },
    { section: '4.4', words: '40 GB free', file: 'src/runner/space.ts' },
    { section: '4.5', words: 'nested bwrap', file: 'src/assembler/plan.ts' },
    { section: '5.2', words: 'inputhash', why: 'D4 is not driven' },
    {
      section: '5.3',
      words: 'a stale one can block',
      why: 'they are removed whether or not they would block',
    },
    { section: '8.2b', words: 'rhcos-4.17', file: 'src/config-tree/pairs.ts' },
    { section: '8.3', words: 'excludes are postprocess scripts', why: 'D4 is not driven' },
  ];

  it.skipIf(!hasShared())('leave no inference of the reference open, each line of it', () => {
    const reference = readFileSync(join(SHARED, 'reference/assembler.md'), 'utf8');
    let section = '';
    const found: { section: string; line: string }[] = [];
    for (const line of reference.split('\n')) {
      section = /^#+ (\d+(?:\.\d+b?)?)/.exec(line)?.[1] ?? section;
      // The head explains the mark, and section 11 speaks of all of them.
      if (/\binference\b/.test(line) && section !== '' && section !== '11') found.push({ section, line });
    }
    const known = (inference: { section: string; line: string }): number =>
      INFERENCES.filter(
        (entry) =>
          entry.section === inference.section &&
          inference.line.toLowerCase().includes(entry.words.toLowerCase()),
      ).length;
    expect(found.filter((inference) => known(inference) !== 1)).toEqual([]);
    expect(found).toHaveLength(INFERENCES.length);
    const cited = new Set(allUnverified('.').map((entry) => `${entry.section} ${entry.file}`));
    const silent = INFERENCES.filter(
      (entry) =>
        (entry.file === undefined) === (entry.why === undefined) ||
        (entry.file !== undefined && !cited.has(`${entry.section} ${entry.file}`)),
    );
    expect(silent).toEqual([]);
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
    // What is shown by build, and what by live, which failed.
    expect(facts.map(({ observed }) => observed)).toEqual(expect.arrayContaining([true, false, null]));
  });

  it('calls nothing shown that a run goes around, however well it ends', () => {
    const every = new Set(['probe', 'own', 'init', 'fetch', 'build', 'metal', 'metal4k', 'live', 'tarball']);
    const facts = allUnverified('.');
    const observed = (section: string, file: string): boolean | null => {
      const fact = facts.find((entry) => entry.section === section && entry.file === file);
      if (fact === undefined) throw new Error(`${file} has no fact of section ${section}`);
      return isObserved(fact, every) ?? null;
    };
    expect(observed('4.3', 'src/assembler/plan.ts')).toBeNull();
    expect(observed('4.4', 'src/commands/boot-machine.ts')).toBeNull();
    expect(observed('4.4', 'src/runner/space.ts')).toBeNull();
    expect(observed('4.5', 'src/runner/kvm.ts')).toBeNull();
    expect(observed('4.4', 'src/runner/preflight.ts')).toBe(true);
    expect(observed('4.5', 'src/assembler/plan.ts')).toBe(true);
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
