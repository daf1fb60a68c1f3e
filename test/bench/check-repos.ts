import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject } from '../../src/json.ts';
import { ROOT } from '../lab/action.ts';
import { must } from '../lab/must.ts';
import { startFileServer } from '../lab/repos/server.ts';
import { writeBigRepository } from './big-repository.ts';
import { bundleChild } from './bundle-child.ts';
import { interleaved, median, type Row } from './measure.ts';

const NODE = join(ROOT, 'node_modules', '.bin', 'node');
const PACKAGES = 70_000;
/** As many as a manifest asks for. */
const ASKED = 500;
/** Nobody has it: neither side may stop before the end. */
const MISSING = 'no-such-package';
const ROUNDS = 5;

/** Whether the packages of a manifest are there, against dnf with the same question; each time with an empty cache. */
export async function checkRepos(workDir: string): Promise<Row[]> {
  await rm(workDir, { recursive: true, force: true });
  const root = join(workDir, 'repository');
  const { names, size } = await writeBigRepository(root, PACKAGES);
  const step = Math.floor(PACKAGES / ASKED);
  const asked = [...names.filter((_name, index) => index % step === 0), MISSING];
  const list = join(workDir, 'list');
  await writeFile(list, `${asked.join('\n')}\n`);
  const child = await bundleChild('check-child', join(workDir, 'child'));
  const server = await startFileServer(root, '127.0.0.1');
  const memories: number[] = [];
  try {
    const { dnf, check } = await interleaved(
      {
        dnf: async () => await timed(async () => await askDnf(server.url, join(workDir, 'dnf'), asked)),
        check: async () =>
          await timed(async () =>
            memories.push(await askUs(child, server.url, join(workDir, 'cache'), list)),
          ),
      },
      ROUNDS,
    );
    return [
      { what: `dnf repoquery of ${asked.length} names, ${Math.round(size)} MB`, value: dnf, unit: 's' },
      { what: 'our check of the same', value: check, unit: 's' },
      { what: 'dnf against ours', value: dnf / check, unit: 'times', aim: { least: 2 } },
      { what: 'memory of our check', value: median(memories), unit: 'MB', aim: { most: 200 } },
    ];
  } finally {
    await server.close();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function askDnf(address: string, cache: string, asked: readonly string[]): Promise<void> {
  await rm(cache, { recursive: true, force: true });
  const settings = [`--setopt=cachedir=${cache}`, '--releasever=9', '--forcearch=x86_64', '--disablerepo=*'];
  const repo = [`--repofrompath=bench,${address}`, '--setopt=bench.gpgcheck=0', '--qf=%{name}'];
  const said = await must(['dnf', '--quiet', ...settings, ...repo, 'repoquery', ...asked]);
  const found = new Set(said.trim().split('\n'));
  if (found.size !== asked.length - 1) throw new Error(`dnf found ${found.size} of ${asked.length} names`);
}

/** @returns MB of memory. */
async function askUs(child: string, address: string, cache: string, list: string): Promise<number> {
  await rm(cache, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  const said: unknown = JSON.parse(await must([NODE, child, address, cache, list]));
  if (!isObject(said) || typeof said['memory'] !== 'number') throw new Error('the check said nothing');
  const { missing } = said;
  const isRight =
    Array.isArray(missing) &&
    missing.length === 1 &&
    String(missing[0]).startsWith(`package-missing: ${MISSING}: `);
  if (!isRight) throw new Error(`the check found ${JSON.stringify(missing)}`);
  return said['memory'];
}
