import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runAction, type ActionRun } from '../lab/action.ts';
import { startLab, type Lab } from '../lab/lab.ts';
import { must } from '../lab/must.ts';

let lab: Lab;

beforeAll(async () => {
  lab = await startLab();
});

afterAll(async () => {
  await lab.close();
});

/** What came of a night. */
interface Night {
  readonly main: ActionRun;
  readonly post: ActionRun;
  /** Work directory. */
  readonly work: string;
  /** How many packages were downloaded. */
  readonly rpms: number;
  readonly mainSeconds: number;
  readonly postSeconds: number;
}

/** A night on a fresh machine: main, and post with what main has left. */
async function night(
  name: string,
  event: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<Night> {
  const before = lab.served.length;
  const dir = await lab.runDir(`cache-${name}`);
  const env = { ...lab.env, GITHUB_EVENT_NAME: event, ACTIONS_CACHE_SERVICE_V2: 'True' };
  const timed = async (run: Promise<ActionRun>): Promise<[ActionRun, number]> => {
    const started = performance.now();
    const result = await run;
    return [result, (performance.now() - started) / 1000];
  };
  const [main, mainSeconds] = await timed(
    runAction('main', {
      dir,
      inputs: { ...lab.inputs, cache: 'true', images: 'commit-tarball', upload: 'false', ...inputs },
      env,
    }),
  );
  expect(main.exitCode, main.log.slice(-3000)).toBe(0);
  const rpms = lab.served.slice(before).filter((path) => path.endsWith('.rpm')).length;
  const [post, postSeconds] = await timed(runAction('post', { dir, inputs: {}, env, state: main.state }));
  expect(post.exitCode).toBe(0);
  return { main, post, rpms, mainSeconds, postSeconds, work: join(main.temp, 'ovirt-node-image') };
}

/** Seconds the assembler's fetch took, as the summary tells them. */
function fetchSeconds({ summary }: ActionRun): number {
  const [, seconds] = /Fetch packages \\\(fetch\\\) \| ([\d.]+)/.exec(summary) ?? [];
  if (seconds === undefined) throw new Error('the summary has no row of fetch');
  return Number(seconds);
}

it('a cache is saved by post, spares the next night its downloads, and one of no use spares nothing', async () => {
  const first = await night('first', 'schedule');
  expect(first.main.log).toContain('cache: there is no entry that fits yet');
  expect(first.post.log).toMatch(/cache: ovirt-node-image-1-D2-el9-x86_64-[0-9a-f]{16}-[0-9a-f]{16} saved/);
  const [entry] = lab.cache.list();
  expect(entry?.size).toBeGreaterThan(1_000_000);
  // What was laid out to be packed is gone, what it was made of is not.
  expect((await readdir(first.work)).filter((name) => name.startsWith('cache-'))).toEqual([]);
  expect(existsSync(join(first.work, 'srv', 'cache'))).toBe(true);

  const second = await night('second', 'schedule');
  expect(second.main.log).toContain(`cache: ${entry?.key} restored`);
  expect(second.main.log).toContain('is as it was, and is not saved again');
  expect(second.post.log).not.toContain('Save the cache');
  expect(lab.cache.list()).toHaveLength(1);
  const rows = [first, second].map(
    (one) =>
      `${one.rpms} downloads, fetch ${fetchSeconds(one.main)} s, main ${one.mainSeconds.toFixed(1)} s, post ${one.postSeconds.toFixed(1)} s`,
  );
  process.stdout.write(`without and with a cache of ${entry?.size} bytes: ${rows.join('; ')}\n`);
  expect(first.rpms).toBe(Number(first.main.outputs['package-count']));
  expect(second.rpms).toBe(0);
  // Nothing but the downloads is in a cache.
  expect(second.main.outputs['package-count']).toBe(first.main.outputs['package-count']);

  // Twin: the same night with a cache the assembler cannot use.
  const bad = await lab.runDir('cache-bad-content');
  await mkdir(join(bad, 'cache-pack', 'assembler'), { recursive: true });
  await writeFile(join(bad, 'cache-pack', 'assembler', 'pkgcache'), 'a file where a directory has to be');
  await must(['tar', '-C', bad, '--zstd', '-cf', entry?.file ?? '', 'cache-pack']);
  const unusable = await night('unusable', 'schedule');
  expect(unusable.main.log).toMatch(
    /::warning::cache: fetch failed with ovirt-node-image-1-.*it is tried without/,
  );
  expect(unusable.rpms).toBe(first.rpms);
  expect(unusable.main.outputs['package-count']).toBe(first.main.outputs['package-count']);
}, 900_000);
