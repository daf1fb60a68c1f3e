import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { planBuild } from '../../../src/assembler/plan.ts';
import { buildDirs } from '../../../src/commands/build-context.ts';
import { planRequest } from '../../../src/commands/plan-request.ts';
import { placeLock } from '../../../src/config-tree/place-lock.ts';
import { lockProblems } from '../../../src/inputs/lock.ts';
import { parseInputs } from '../../../src/inputs/parse.ts';
import { refusal } from '../../support/refusal.ts';
import { tempDir } from '../../support/temp.ts';
import { contextIn } from './context.ts';

const GOOD = {
  packages: { bash: { evra: '5.1.8-9.el9.x86_64' }, tzdata: { evra: '2026a-1.el9.noarch' } },
  metadata: {
    generated: '2026-11-25T00:00:00Z',
    rpmmd_repos: { baseos: { generated: '2026-11-24T00:00:00Z' } },
  },
};

let dir = '';
let config = '';
beforeEach(async () => {
  dir = await tempDir();
  config = join(dir, 'config');
  await mkdir(config);
  await writeFile(join(config, 'manifest.yaml'), 'packages: [bash]\n');
});

async function put(name: string, content: object | string): Promise<string> {
  const file = join(dir, name);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content, null, 1));
  return file;
}

async function problems(lock: string | undefined, lockStrict = false): Promise<string[]> {
  return await lockProblems({ config, lock, lockStrict, arch: 'x86_64' });
}

describe('a lock file', () => {
  it('as the assembler writes it is good, in JSON and in YAML', async () => {
    expect(await problems(await put('lock.json', GOOD))).toEqual([]);
    expect(await problems(await put('lock.yaml', 'packages:\n  bash:\n    evr: 5.1.8-9.el9\n'))).toEqual([]);
  });

  it.each([
    [
      'another architecture',
      { packages: { bash: { evra: '5-1.el9.s390x' } } },
      /:3: bash: found the architecture s390x, expected x86_64 or noarch/,
    ],
    ['no version', { packages: { bash: { version: '5' } } }, /lock\.json.*did not match any variant/],
    ['a number as version', '{"packages": {"bash": {"evr": 5}}}', /lock\.json.*did not match any variant/],
    [
      'a package twice',
      '{"packages": {\n"bash": {"evr": "5-1"},\n"bash": {"evr": "5-2"}}}',
      /lock\.json:3: found bash again, which line 2 has already/,
    ],
    ['no packages', { packages: {} }, /found no packages/],
    ['an evra without architecture', { packages: { bash: { evra: '5' } } }, /malformed evra: 5/],
    ['another key', { packages: {}, more: 1 }, /unknown field `more`/],
    ['half a file', '{"packages": {', /EOF while parsing/],
  ])('with %s is refused, and the place named', async (_what, content, expected) => {
    const [problem = '', ...more] = await problems(await put('lock.json', content));
    expect(problem).toMatch(/^lock: \S+lock\.json/);
    expect(problem).toMatch(expected);
    expect(more).toEqual([]);
  });

  it('that is not there is refused with the other inputs, before anything else', async () => {
    const raw = { config, lock: join(dir, 'none.json'), memory: 'much' };
    const { message, exitCode } = await refusal(parseInputs(raw, contextIn(dir)));
    expect(message).toMatch(/memory: found "much"/);
    expect(message).toMatch(/lock: .*none\.json.*No such file/);
    expect(exitCode).toBe(2);
  });

  it('of the configuration is looked at too, unless the input takes its place', async () => {
    await writeFile(join(config, 'manifest-lock.x86_64.json'), '{"packages": {"bash": {}}}');
    await writeFile(join(config, 'manifest-lock.s390x.json'), 'not ours');
    expect((await problems(undefined)).join()).toMatch(/^config: \S+manifest-lock\.x86_64\.json/);
    expect(await problems(await put('lock.json', GOOD))).toEqual([]);
    await writeFile(join(config, 'manifest-lock.overrides.yaml'), 'packages: {bash: {evra: 5-1.s390x}}\n');
    // One for all architectures may name another.
    expect(await problems(await put('lock.json', GOOD))).toEqual([]);
    await writeFile(join(config, 'manifest-lock.overrides.yaml'), 'packages: [bash]\n');
    expect(await problems(await put('lock.json', GOOD))).toHaveLength(1);
  });
});

describe('lock-strict', () => {
  it('needs a lock', async () => {
    expect((await problems(undefined, true)).join()).toMatch(
      /^lock-strict: there is no lock file; give one in lock/,
    );
    await writeFile(join(config, 'manifest-lock.x86_64.json'), JSON.stringify(GOOD));
    expect(await problems(undefined, true)).toEqual([]);
  });

  it('reaches fetch and build, and neither without it', async () => {
    const raw = { config, target: 'el9', lock: await put('lock.json', GOOD) };
    const commands = async (more: object): Promise<string[]> => {
      const inputs = await parseInputs({ ...raw, ...more }, contextIn(dir));
      const engine = { name: 'podman', program: 'podman', version: '', rootful: true } as const;
      const kvm = { device: true, disabled: false };
      const request = planRequest(inputs, buildDirs(inputs, { contained: true }), engine, kvm, 'image');
      return planBuild(request).map(({ container }) => container.command.join(' '));
    };
    const strict = await commands({ 'lock-strict': 'true' });
    expect(strict).toContain('fetch --strict');
    expect(strict).toContain('build --strict ostree');
    expect((await commands({})).join()).not.toContain('strict');
  });
});

it("takes the place of the configuration's, and leaves what is laid over it", async () => {
  const names = ['manifest-lock.x86_64.yaml', 'manifest-lock.overrides.yaml', 'manifest-lock.s390x.json'];
  for (const name of names) await writeFile(join(config, name), name);
  await placeLock(await put('generated.json', GOOD), 'x86_64', config);
  expect((await readdir(config)).sort()).toEqual([
    'manifest-lock.overrides.yaml',
    'manifest-lock.s390x.json',
    'manifest-lock.x86_64.json',
    'manifest.yaml',
  ]);
  expect(JSON.parse(await readFile(join(config, 'manifest-lock.x86_64.json'), 'utf8'))).toEqual(GOOD);
});
