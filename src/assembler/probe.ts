import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { run } from '../process/run.ts';
import { COMMIT_FILE, commitIn } from './assembler-commit.ts';
import type { Engine, Identity } from './engine.ts';
import { driverOf } from './engines/list.ts';
import type { PulledImage } from './pull.ts';
import { isDigest } from './reference.ts';
import { timeLimit, type TimeLimit } from './time-limit.ts';

/** One of the five eras of the assembler's command line. */
export type Dialect = 'D0' | 'D1' | 'D2' | 'D3' | 'D4';

/** What an assembler image can do, found by looking into it. */
export interface ProbeFacts {
  readonly dialect: Dialect;
  /** Verbs: what follows `cmd-` in its library. */
  readonly commands: readonly string[];
  /** Long options a verb takes (without dashes), by verb: init, fetch, build, buildextend-live. */
  readonly flags: Readonly<Record<string, readonly string[]>>;
  /** First line of `rpm-ostree --version`, or empty. */
  readonly rpmOstree: string;
  /** Commit of the assembler itself, where the image says so. */
  readonly commit: string | undefined;
}

/**
 * Constant text, nothing of an input is in it. Runs unprivileged, without network and KVM, in less than a second: few
 * programs are started, which costs most in a container. Each fact is one line: a keyword and the value, or a file and
 * what was found in it.
 *
 * UNVERIFIED: these marks were taken from the sources of each era and were never looked for in a real image
 * (assembler.md, section 9.1).
 */
const PROBE_SCRIPT = `
cd /usr/lib/coreos-assembler 2>/dev/null || { echo "absent"; exit 0; }
for f in cmd-*; do
  link=
  [ -L "$f" ] && link=$(readlink "$f")
  echo "command $f $link"
done
grep -o -H -e "--longoptions[ =][^ ]*" -e "--options[ =][^ ]*" -e "add_argument([^)]*" \\
  -e "no longer used" -e prepare_build -e ociarchive \\
  cmd-init cmd-fetch cmd-build cmd-buildextend-live cmdlib.py cmd-artifact-* 2>/dev/null
set -f
printf "%s " rpm-ostree $(rpm-ostree --version 2>/dev/null)
echo
printf "%s " git $(cat /${COMMIT_FILE} 2>/dev/null)
echo
exit 0
`;

/** Verbs whose options are read. */
const VERBS = ['init', 'fetch', 'build', 'buildextend-live'] as const;

/** The value of `failure-signature` for a probe that was stopped by its time limit. */
export const PROBE_TIMEOUT = 'probe-timeout';

/** Longest a probe may take when nobody says, in ms: a first container may need a copy of the whole image. */
const PROBE_LIMIT_MS = 1_800_000;

/** Options of {@link probeOnce}. */
export interface ProbeOptions {
  readonly log: Log;
  /** What a container needs to start on this machine at all. */
  readonly extraArgs?: readonly string[];
  /** Longest it may take, in ms; the default is half an hour. */
  readonly limitMs?: number | undefined;
}

/**
 * Looks into an image once: what was found is kept in `cacheDir` by the image's digest, which cannot come to mean
 * another image.
 *
 * @throws UserError when it is no coreos-assembler at all or the probe itself fails or does not end.
 */
export async function probeOnce(
  engine: Engine,
  image: PulledImage,
  identity: Identity,
  cacheDir: string,
  options: ProbeOptions,
): Promise<ProbeFacts> {
  if (!isDigest(image.digest))
    return readProbe(await probeImage(engine, image, identity, options), image.reference);
  // The script is part of the name: another one finds other facts.
  const key = createHash('sha256').update(`${image.digest}\n${PROBE_SCRIPT}`).digest('hex');
  const file = join(cacheDir, `probe-${key}.txt`);
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known !== undefined) return readProbe(known, image.reference);
  const output = await probeImage(engine, image, identity, options);
  const facts = readProbe(output, image.reference);
  await mkdir(cacheDir, { recursive: true });
  await writeFile(`${file}.part`, output);
  await rename(`${file}.part`, file);
  return facts;
}

/**
 * Looks into an image.
 *
 * @returns the lines of the probe, for {@link readProbe}.
 * @throws UserError when it does not start.
 */
async function probeImage(
  engine: Engine,
  image: PulledImage,
  identity: Identity,
  { log, extraArgs = [], limitMs = PROBE_LIMIT_MS }: ProbeOptions,
): Promise<string> {
  const driver = driverOf(engine);
  const { argv, ...place } = driver.command(
    engine,
    {
      image: image.reference,
      entrypoint: 'sh',
      command: ['-c', PROBE_SCRIPT],
      env: {},
      mounts: [],
      devices: [],
      privileged: false,
      network: 'none',
      extraArgs,
    },
    identity,
  );
  const stop = async (kill: boolean): Promise<void> => {
    await driver.stop(engine, identity.name, kill);
  };
  const limit = timeLimit(limitMs, 'probe', stop, log);
  const answer = await ended(run(argv, place), limit);
  if (limit.expired) {
    throw new UserError(
      `assembler-image: a container of ${image.reference} did not end within ${Number((limitMs / 60_000).toFixed(2))} min, ` +
        'where a second is enough; see whether the engine works on this machine, or raise timeout-minutes',
      { failure: { class: 'probe', signature: PROBE_TIMEOUT } },
    );
  }
  if (answer.exitCode !== 0) {
    throw new UserError(
      `assembler-image: a container of ${image.reference} does not start (exit code ${answer.exitCode}): ` +
        (answer.stderr.trim().split('\n').at(-1) ?? ''),
    );
  }
  return answer.stdout;
}

/** Waits for a program and ends the watch over it. */
async function ended<T>(program: Promise<T>, limit: TimeLimit): Promise<T> {
  try {
    return await program;
  } finally {
    await limit.end();
  }
}

/**
 * Reads the probe's lines. The dialect follows from what is there, never from a date or a tag.
 *
 * @throws UserError when the image has no assembler in it.
 */
export function readProbe(output: string, reference: string): ProbeFacts {
  const rows = output.split('\n').map((line) => line.split(' '));
  const valuesOf = (keyword: string): string[][] =>
    rows.filter(([word]) => word === keyword).map((row) => row.slice(1));
  const links = new Map(
    valuesOf('command').map(([file = '', link = '']) => [file.replace(/^cmd-/, ''), link]),
  );
  const commands = [...links.keys()].filter((command) => command !== '*').sort();
  if (!commands.includes('build')) {
    throw new UserError(
      `assembler-image: ${reference} is not a coreos-assembler: it has no /usr/lib/coreos-assembler/cmd-build`,
    );
  }
  const hits = [...output.matchAll(/^(cmd-[\w-]+|cmdlib\.py):(.*)$/gm)].map(
    ([, file = '', text = '']): Hit => ({ file, text }),
  );
  const flags: Record<string, string[]> = {};
  for (const verb of VERBS) {
    const ofVerb = hits.filter(({ file }) => file === `cmd-${verb}`).flatMap(({ text }) => optionsIn(text));
    flags[verb] = [...new Set(ofVerb)].filter((flag) => flag.length > 1).sort();
  }
  return {
    dialect: dialectOf(links, hits),
    commands,
    flags,
    rpmOstree: (valuesOf('rpm-ostree')[0] ?? []).join(' ').trim(),
    commit: commitIn((valuesOf('git')[0] ?? []).join(' ')),
  };
}

/** What the probe found in a file. */
interface Hit {
  readonly file: string;
  readonly text: string;
}

/** Long options a line of a verb's program declares, for getopt or for argparse; without dashes. */
function optionsIn(text: string): string[] {
  if (text.startsWith('add_argument('))
    return [...text.matchAll(/--([a-z][a-z-]*)/g)].map(([, flag = '']) => flag);
  const [, list] = /^--(?:longoptions|options)[ =](.*)/.exec(text) ?? [];
  return list?.split(',').map((flag) => flag.replaceAll(/[":']/g, '').trim()) ?? [];
}

function dialectOf(links: ReadonlyMap<string, string>, hits: readonly Hit[]): Dialect {
  const has = (mark: string, file?: string): boolean =>
    hits.some((hit) => hit.text === mark && (file === undefined || hit.file === file));
  if (links.has('buildextend-installer')) return 'D0';
  if (has('no longer used', 'cmd-fetch') || !has('prepare_build', 'cmd-build')) return 'D4';
  if ((links.get('buildextend-live') ?? '').endsWith('cmd-osbuild')) return 'D3';
  return has('ociarchive') ? 'D2' : 'D1';
}
