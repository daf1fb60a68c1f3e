import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runAction } from '../lab/action.ts';
import { startLab, type Lab } from '../lab/lab.ts';
import { must } from '../lab/must.ts';
import { interleaved, median, peakMemory, type Row } from './measure.ts';
import { treeSize } from './tree-size.ts';

/** What is seen of one run from outside. */
interface Seen {
  /** Seconds. */
  readonly total: number;
  /** Between the last word of the pull and the group of the first step. */
  readonly beforeSteps: number;
  /** The part of it after both the pull and the configuration were ready. */
  readonly fitting: number;
  /** Between the last finalize the service answered and the end of the process. */
  readonly afterUpload: number;
  /** MB. */
  readonly memory: number;
  /** MB, largest size of what is ours in the work directory: all but the assembler's. */
  readonly disk: number;
}

/** Directories in which the containers work. */
const ASSEMBLERS = ['srv', 'scratch'];

/** The whole job of dist/main.js in the lab, in turns with a shell script that drives the same programs. */
export async function wholeRun(rounds: number): Promise<Row[]> {
  const lab = await startLab();
  try {
    const seen: Seen[] = [];
    const medians = await interleaved(
      {
        ours: async () => {
          const one = await ours(lab);
          seen.push(one);
          return one.total;
        },
        byHand: async (round) => await byHand(lab, round),
      },
      rounds,
      false,
    );
    const of = (key: keyof Seen): number => median(seen.map((one) => one[key]));
    return [
      {
        what: 'from the end of the pull to the first step',
        value: of('beforeSteps'),
        unit: 's',
        aim: { most: 1 },
      },
      { what: 'of that, after the configuration was ready too', value: of('fitting'), unit: 's' },
      { what: 'from the last upload to the end', value: of('afterUpload'), unit: 's', aim: { most: 1 } },
      { what: 'the whole job', value: medians.ours, unit: 's' },
      { what: 'a shell script that does the least', value: medians.byHand, unit: 's' },
      { what: 'the job against the script', value: medians.ours / medians.byHand, unit: 'times' },
      { what: 'memory of our process over the whole job', value: of('memory'), unit: 'MB' },
      { what: 'disk for what is ours, at most', value: of('disk'), unit: 'MB' },
    ];
  } finally {
    await lab.close();
  }
}

async function ours(lab: Lab): Promise<Seen> {
  const dir = await lab.runDir('bench');
  const workDir = join(dir, 'temp', 'ovirt-node-image');
  await fresh(lab);
  const lines: { readonly text: string; readonly at: number }[] = [];
  const watch = new Watch(workDir);
  const started = Date.now();
  const run = await runAction('main', {
    dir,
    inputs: lab.inputs,
    env: lab.env,
    onStart: (child) => watch.start(child),
    onOutput: (text) => lines.push(...text.split('\n').map((line) => ({ text: line, at: Date.now() }))),
  });
  const ended = await watch.end();
  if (run.exitCode !== 0) throw new Error(`the job failed:\n${run.log.slice(-3000)}`);
  const pulled = (await stat(join(workDir, 'logs', 'pull.log'))).mtimeMs;
  const first = lines.find(({ text }) =>
    /^::group::(Hand the work directory|Prepare the work directory)/.test(text),
  );
  const ready = lines.find(({ text }) => text === '::group::Fit the configuration to the assembler');
  const uploaded = Math.max(...lab.artifacts.list().map(({ finishedAt }) => finishedAt));
  if (first === undefined || ready === undefined || uploaded < started)
    throw new Error('the log or the uploads are not those of a job');
  return {
    total: (ended.at - started) / 1000,
    beforeSteps: (first.at - pulled) / 1000,
    fitting: (first.at - ready.at) / 1000,
    afterUpload: (ended.at - uploaded) / 1000,
    memory: ended.memory,
    disk: ended.disk,
  };
}

/** Nothing of an earlier run helps: no image, no artifact. */
async function fresh(lab: Lab): Promise<void> {
  await must(['podman', 'rmi', '--ignore', lab.inputs['assembler-image'] ?? ''], { env: lab.env });
  for (const { name } of lab.artifacts.list()) await lab.artifacts.forget(name);
}

async function byHand(lab: Lab, round: number): Promise<number> {
  const dir = await lab.runDir('bench-by-hand');
  // The tree the job has rendered: the script of a person has a finished one too.
  const config = join(dir, '..', 'bench', 'temp', 'ovirt-node-image', 'config');
  await fresh(lab);
  const work = join(dir, 'work');
  await mkdir(work);
  const given = lab.inputs;
  const started = Date.now();
  await must(['bash', join(import.meta.dirname, 'by-hand.sh')], {
    env: {
      ...lab.env,
      IMAGE: given['assembler-image'] ?? '',
      BASE_URL: given['base-config'] ?? '',
      BASE_REF: given['base-config-ref'] ?? '',
      RELEASE: given['ovirt-release'] ?? '',
      CONFIG: config,
      WORK: work,
      ISO_URL: lab.artifacts.uploadUrl(`by-hand-${round}.iso`),
      TAR_URL: lab.artifacts.uploadUrl(`by-hand-${round}.tar`),
    },
  });
  const seconds = (Date.now() - started) / 1000;
  await rm(dir, { recursive: true, force: true });
  return seconds;
}

/** Looks at a process and its work directory until it ends. */
class Watch {
  readonly #workDir: string;
  #memory = 0;
  #disk = 0;
  #ended: Promise<number> | undefined;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(workDir: string) {
    this.#workDir = workDir;
  }

  start(child: ChildProcess): void {
    this.#ended = once(child, 'exit').then(() => Date.now());
    const { pid } = child;
    if (pid === undefined) throw new Error('the process did not start');
    const look = async (): Promise<void> => {
      this.#memory = Math.max(this.#memory, (await peakMemory(pid)) ?? 0);
    };
    const measure = async (): Promise<void> => {
      this.#disk = Math.max(this.#disk, await treeSize(this.#workDir, ASSEMBLERS));
    };
    this.#timers.push(
      setInterval(() => void look(), 50),
      setInterval(() => void measure(), 1000),
    );
  }

  async end(): Promise<{ at: number; memory: number; disk: number }> {
    const at = await this.#ended;
    for (const timer of this.#timers) clearInterval(timer);
    if (at === undefined) throw new Error('nothing was started');
    // What is kept counts as well, whenever it was looked at last.
    const disk = Math.max(this.#disk, await treeSize(this.#workDir, ASSEMBLERS));
    return { at, memory: this.#memory, disk };
  }
}
