import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { declaredInputs, inputVariables } from './declared-inputs.ts';
import type { LabUser } from './user.ts';

/** How one run of the action ended. */
export interface ActionRun {
  readonly exitCode: number | null;
  /** Everything it wrote to standard output and standard error, in the order it came. */
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly summary: string;
  /** RUNNER_TEMP of this run. */
  readonly temp: string;
}

/** What a run gets. */
export interface ActionOptions {
  /** Directory the runner's files of this run are made in. */
  readonly dir: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** Environment on top of the tests' own: engine, artifact service. */
  readonly env: Readonly<Record<string, string>>;
  /** Defaults to the repository. */
  readonly workspace?: string;
  /** Called with the process, to send it signals. */
  readonly onStart?: (child: ChildProcess) => void;
  /** Called with each piece of output as it comes. */
  readonly onOutput?: (text: string) => void;
  /** State of an earlier main, for post. */
  readonly state?: Readonly<Record<string, string>>;
  /** Runs as this user, to whom the runner's files of this run then belong. */
  readonly user?: LabUser;
  /** umask the action starts with; absent = that of the tests. */
  readonly umask?: string;
  /** Runs in this container instead, which sees `dir` and the repository where they are. */
  readonly container?: JobContainer;
}

/** A container with a job in it. */
export interface JobContainer {
  /** Arguments that run a program in it with these variables, without the program's own. */
  readonly exec: (env: Readonly<Record<string, string>>) => readonly [string, ...string[]];
  /** Environment of the engine. */
  readonly env: Readonly<Record<string, string>>;
}

/** Repository root. */
export const ROOT = resolve(import.meta.dirname, '..', '..');

/**
 * Runs an entry of dist/ as the runner runs it: node 24, INPUT_* for every input action.yml declares, given or by its
 * default, files for outputs, state and summary.
 */
export async function runAction(entry: 'main' | 'post', options: ActionOptions): Promise<ActionRun> {
  const temp = join(options.dir, 'temp');
  const files = {
    GITHUB_OUTPUT: 'output',
    GITHUB_STATE: 'state',
    GITHUB_STEP_SUMMARY: 'summary',
    GITHUB_ENV: 'env',
    GITHUB_PATH: 'path',
  };
  await mkdir(temp, { recursive: true });
  const paths: Record<string, string> = {};
  for (const [name, file] of Object.entries(files)) {
    paths[name] = join(options.dir, `${file}-${randomUUID()}`);
    await writeFile(paths[name], '');
  }
  if (options.user !== undefined) {
    for (const path of [options.dir, temp, ...Object.values(paths)])
      await chown(path, options.user.uid, options.user.gid);
  }
  const own: Record<string, string> = {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: options.workspace ?? ROOT,
    GITHUB_REPOSITORY: 'ovirt/some-node',
    GITHUB_RUN_ID: '4242',
    RUNNER_TEMP: temp,
    RUNNER_TOOL_CACHE: join(options.dir, 'tool-cache'),
    ...paths,
    ...options.env,
    ...inputVariables({ ...(await declaredInputs(join(ROOT, 'action.yml'))), ...options.inputs }),
    ...Object.fromEntries(
      Object.entries(options.state ?? {}).map(([name, value]) => [`STATE_${name}`, value]),
    ),
  };
  const [program, ...args] = [
    ...(options.container?.exec(own) ?? []),
    join(ROOT, 'node_modules', '.bin', 'node'),
    // Not by a shell: it would drop the variables of inputs with a dash in their names.
    ...(options.umask === undefined
      ? []
      : [`--import=data:text/javascript,process.umask(0o${options.umask})`]),
    join(ROOT, 'dist', `${entry}.js`),
  ];
  if (program === undefined) throw new Error('nothing to run');
  const child = spawn(program, args, {
    cwd: options.workspace ?? ROOT,
    env: { ...inherited(), ...(options.container?.env ?? own) },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.user === undefined || options.container !== undefined
      ? {}
      : { uid: options.user.uid, gid: options.user.gid }),
  });
  let log = '';
  const take = (chunk: string): void => {
    log += chunk;
    options.onOutput?.(chunk);
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  options.onStart?.(child);
  const exitCode = await new Promise<number | null>((resolved, rejected) => {
    child.once('error', rejected);
    child.once('close', resolved);
  });
  const text = async (name: string): Promise<string> => await readFile(paths[name] ?? '', 'utf8');
  return {
    exitCode,
    log,
    outputs: parseRunnerFile(await text('GITHUB_OUTPUT')),
    state: parseRunnerFile(await text('GITHUB_STATE')),
    summary: await text('GITHUB_STEP_SUMMARY'),
    temp,
  };
}

/** The tests' environment without what would let a run see the CI system the tests themselves run in. */
function inherited(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined &&
        !/^(GITHUB_|RUNNER_|ACTIONS_|INPUT_|STATE_|NODE_OPTIONS|VITEST)/.test(entry[0]),
    ),
  );
}

/** Reads `name=value` and `name<<DELIMITER … DELIMITER` entries, as the runner does. */
function parseRunnerFile(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const heredoc = /^([^=<]+)<<(.+)$/.exec(line);
    if (heredoc?.[1] !== undefined && heredoc[2] !== undefined) {
      const end = lines.indexOf(heredoc[2], index + 1);
      if (end < 0) throw new Error(`the value of ${heredoc[1]} has no end`);
      values[heredoc[1]] = lines.slice(index + 1, end).join('\n');
      index = end;
    } else if (line.includes('=')) {
      values[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
    }
  }
  return values;
}
