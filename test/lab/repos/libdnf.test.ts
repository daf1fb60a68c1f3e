import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { flagOf, readRepositories, setValue } from '../../../src/release-rpm/repo-file.ts';
import { tempDir } from '../../support/temp.ts';
import { must } from '../must.ts';

/** Prints as JSON whether libdnf would check the packages of each repository below a directory. */
const READER = `
import json, sys, dnf.conf, dnf.conf.read
conf = dnf.conf.Conf()
conf.reposdir = [sys.argv[1]]
conf.gpgcheck = False
print(json.dumps({repo.id: bool(repo.gpgcheck) for repo in dnf.conf.read.RepoReader(conf, {})}))
`;

/** Bodies of one section each; the number is its id. */
const BODIES = [
  'gpgcheck=1',
  'gpgcheck=0',
  'gpgcheck=1\ngpgcheck=0',
  'gpgcheck=0\ngpgcheck=1',
  'GPGCHECK=1',
  'gpgcheck = yes ',
  'gpgcheck=On',
  'gpgcheck=TRUE',
  'gpgcheck=enabled',
  'gpgcheck=2',
  'gpgcheck=1 # yes',
  'gpgcheck=\n 1',
  'gpgcheck=1\n ;',
  '; gpgcheck=1',
  'name=no word of it',
];

/** Debian's own python: dnf's modules are there, whatever comes first in PATH. */
async function libdnf(text: string): Promise<Record<string, boolean>> {
  const dir = await tempDir();
  await writeFile(join(dir, 'x.repo'), text);
  const found: unknown = JSON.parse(await must(['/usr/bin/python3', '-c', READER, dir]));
  return Object.fromEntries(Object.entries(found ?? {}).map(([id, checks]) => [id, checks === true]));
}

const section = (body: string, index: number): string =>
  `[r${index}]\nname=r\nbaseurl=http://repo.invalid/\n${body}\n`;

function ours(text: string): Record<string, boolean> {
  return Object.fromEntries(
    readRepositories(text).map(({ id, values }) => [id, flagOf(values.get('gpgcheck')) === true]),
  );
}

it('gpgcheck is read as libdnf reads it, however it is spelled', async () => {
  // One more section of an id that is there: libdnf takes the two as one.
  const text = `${BODIES.map(section).join('')}[r0]\ngpgcheck=0\n[r1]\ngpgcheck=1\n`;
  const theirs = await libdnf(text);
  expect(Object.keys(theirs)).toHaveLength(BODIES.length);
  expect(ours(text)).toEqual(theirs);
  // Both kinds are in the table, or the comparison would prove nothing.
  expect(new Set(Object.values(theirs))).toEqual(new Set([true, false]));
});

it.each(['0', '1'])('gpgcheck=%s that was set is what libdnf sees, whatever was there', async (value) => {
  let text = BODIES.map(section).join('');
  for (const index of BODIES.keys()) text = setValue(text, `r${index}`, 'gpgcheck', value);
  expect(new Set(Object.values(await libdnf(text)))).toEqual(new Set([value === '1']));
});

it('twin: replacing only the first of two lines leaves the last one in force', async () => {
  const text = section('gpgcheck=1\ngpgcheck=1', 0).replace('gpgcheck=1', 'gpgcheck=0');
  expect(await libdnf(text)).toEqual({ r0: true });
});
