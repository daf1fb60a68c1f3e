import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Nights, type Night } from '../e2e/nights.ts';
import { startLab, type Lab } from '../lab/lab.ts';
import { must } from '../lab/must.ts';
import { median, type Row } from './measure.ts';

/**
 * Nights of each kind in turns: one that builds, and one that skips at each level. Every night starts on a fresh machine,
 * to which the image of the assembler is nothing new: what a skip of the first level saves besides is the pull.
 *
 * @param rounds turns, of four nights each
 */
export async function nightsInTurns(rounds: number): Promise<Row[]> {
  const lab = await startLab(undefined, { ownRepositories: true });
  const nights = await Nights.start(lab);
  const seconds: Record<'full' | 'first' | 'second' | 'third', number[]> = {
    full: [],
    first: [],
    second: [],
    third: [],
  };
  try {
    for (let round = 0; round < rounds; round += 1) {
      const full = await nights.night({ inputs: { 'previous-build': 'none' } });
      seconds.full.push(timeOf(full, undefined));
      seconds.first.push(timeOf(await nights.night(), '1'));
      await must(['createrepo_c', '--quiet', join(lab.repositories, 'baseos')]);
      seconds.second.push(timeOf(await nights.night(), '2'));
      // The fingerprint is that of the last build: the next round begins with one.
      seconds.third.push(timeOf(await withComment(lab, round, async () => await nights.night()), '3'));
    }
  } finally {
    await nights.close();
    await lab.close();
  }
  const full = median(seconds.full);
  const against = (kind: keyof typeof seconds): number => median(seconds[kind]) / full;
  return [
    { what: 'a night that builds the commit', value: full, unit: 's' },
    { what: 'a night skipped at level 1', value: median(seconds.first), unit: 's', aim: { most: 5 } },
    { what: 'level 1 against a built night', value: against('first'), unit: 'times' },
    { what: 'level 2 against a built night', value: against('second'), unit: 'times' },
    { what: 'level 3 against a built night', value: against('third'), unit: 'times' },
  ];
}

/** @throws Error for a night that went another way than it is measured for */
function timeOf(night: Night, level: string | undefined): number {
  if (night.exitCode !== 0 || night.outputs['skip-level'] !== level)
    throw new Error(`not a night of level ${level ?? 'none'}:\n${night.log.slice(-3000)}`);
  return night.seconds;
}

/** With a comment in the configuration, which only the assembler finds out to change nothing. */
async function withComment<T>(lab: Lab, round: number, body: () => Promise<T>): Promise<T> {
  const manifest = join(lab.inputs['config'] ?? '', 'manifest.yaml.in');
  const text = await readFile(manifest, 'utf8');
  await writeFile(manifest, `${text}# comment ${round}\n`);
  try {
    return await body();
  } finally {
    await writeFile(manifest, text);
  }
}
