import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkPackages } from '../../../src/rpm-md/check.ts';
import { compareVersions } from '../../../src/rpm-md/version.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { VERSION_ROWS } from '../../support/rpm-md/version-rows.ts';
import { tempDir } from '../../support/temp.ts';
import { ROOT } from '../action.ts';
import { must } from '../must.ts';
import { buildRepositories, COMPRESSIONS } from './repository.ts';
import { STRINGS } from './strings.ts';

const WORK = join(ROOT, '.lab', 'tmp', 'rpm-md');

/** Prints as JSON how many packages libdnf selects for each string, as rpm-ostree asks it to. */
const READER = `
import json, sys, dnf, dnf.subject
base = dnf.Base()
base.conf.cachedir = sys.argv[2]
for name in ('arch', 'basearch'): base.conf.substitutions[name] = 'x86_64'
base.conf.substitutions['releasever'] = '9'
base.repos.add_new_repo('r', base.conf, baseurl=['file://' + sys.argv[1]])
base.fill_sack(load_system_repo=False)
def count(text): return len(dnf.subject.Subject(text).get_best_selector(base.sack).matches())
print(json.dumps({text: count(text) for text in json.loads(sys.argv[3])}))
`;

/** The strings libdnf finds something for. */
async function libdnf(dir: string): Promise<string[]> {
  const words = [dir, await tempDir(), JSON.stringify(STRINGS)] as const;
  const found: unknown = JSON.parse(await must(['/usr/bin/python3', '-c', READER, ...words]));
  return Object.entries(found ?? {}).flatMap(([text, count]) => (Number(count) > 0 ? [text] : []));
}

/** The strings we find something for. */
async function ours(dir: string): Promise<string[]> {
  const origin = { file: 'm', line: 1 };
  const findings = await checkPackages({
    repositories: [{ id: 'r', values: new Map([['baseurl', dir]]), location: origin }],
    used: [{ id: 'r', origin }],
    basearch: 'x86_64',
    variables: {},
    wants: STRINGS.map((text, index) => ({ text, origins: [{ file: 'm', line: index }] })),
    locked: [],
    excluded: [],
    cacheDir: await tempDir(),
    network: { log: new MemoryLog() },
  });
  expect(findings.map(({ rule }) => rule).filter((rule) => rule !== 'package-missing')).toEqual([]);
  const missing = new Set(findings.map(({ location }) => location.line));
  return STRINGS.filter((_text, index) => !missing.has(index));
}

describe('package strings in a repository of createrepo_c', () => {
  beforeAll(async () => await buildRepositories(WORK));

  it.each(COMPRESSIONS)('packed with %s mean what libdnf takes them for', async (compression) => {
    // Debian's libdnf may not read every compression; what the strings mean does not depend on it.
    const theirs = await libdnf(join(WORK, 'gz'));
    expect(await ours(join(WORK, compression))).toEqual(theirs);
    // Some are found and some are not, or the comparison would prove nothing.
    expect(theirs.length).toBeGreaterThan(30);
    expect(STRINGS.length - theirs.length).toBeGreaterThan(20);
  });
});

describe('versions', () => {
  /** Orders of pairs by rpm itself. */
  async function rpm(pairs: readonly (readonly [string, string])[]): Promise<number[]> {
    const quoted = pairs.map(([left, right]) => `{${JSON.stringify(left)},${JSON.stringify(right)}}`);
    // What rpm's Lua prints stands in one line.
    const script = `for _, p in ipairs({${quoted.join(',')}}) do print(rpm.vercmp(p[1], p[2]) .. ' ') end`;
    const said = await must(['rpm', '--eval', `%{lua: ${script}}`]);
    return said.trim().split(' ').map(Number);
  }

  it('are in the order rpm has them', async () => {
    // It takes no empty version.
    const pairs = VERSION_ROWS.filter(([left, , right]) => left !== '' && right !== '').map(
      ([left, , right]) => [left, right] as const,
    );
    expect(await rpm(pairs)).toEqual(pairs.map(([left, right]) => compareVersions(left, right)));
  });

  it('made of any characters as well', async () => {
    // A fixed sequence: what fails once fails again.
    let state = 20_251_125;
    const next = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
      return (state >>> 8) % below;
    };
    const text = (): string => Array.from({ length: 1 + next(7) }, () => '0019aZb.._~^^'[next(13)]).join('');
    const pairs = Array.from({ length: 1500 }, () => [text(), text()] as const);
    const theirs = await rpm(pairs);
    expect(theirs).toHaveLength(1500);
    const wrong = pairs.filter(([left, right], index) => compareVersions(left, right) !== theirs[index]);
    expect(wrong).toEqual([]);
    expect(new Set(theirs)).toEqual(new Set([-1, 0, 1]));
  });
});
