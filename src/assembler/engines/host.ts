import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { COMMIT_FILE, commitIn } from '../assembler-commit.ts';
import type { ContainerSpec } from '../container.ts';
import { namesOf, type Command, type EngineDriver, type FoundEngine } from '../engine.ts';
import type { PulledImage } from '../pull.ts';
import { backToCaller } from './caller.ts';
import { endProcesses, STEP_MARK } from './step-processes.ts';

/** Where the assembler has its verbs, in every era. */
const LIBRARY = 'usr/lib/coreos-assembler';

/** The job runs inside the assembler container already: a step is a process, and nothing is nested. */
export const host: EngineDriver = {
  name: 'host',
  contained: false,
  find: async () => await findHost('/'),
  // Who runs the job runs the steps; what they do through sudo is root's.
  ownership: backToCaller,
  loginEnv: () => ({}),
  deviceAccess: () => 'caller',
  command: (_engine, spec, { name }) => hostCommand(spec, name, process.env),
  stop: async (_engine, name, kill) => {
    await endProcesses((step) => step === name, kill ? 0 : 5000);
  },
  remove: async (_engine, name) => {
    await endProcesses((step) => step === name, 0);
  },
  removeRun: async (runId) => await endProcesses((step) => step.startsWith(namesOf(runId)), 5000),
  identify: async () => ({ ...(await presentAssembler('/')), arch: '' }),
  present: async () => await presentAssembler('/'),
};

/**
 * True inside an assembler container.
 *
 * @param root the directory that is `/`, for tests.
 * @throws UserError elsewhere.
 */
export async function findHost(root: string): Promise<FoundEngine> {
  if (!existsSync(join(root, LIBRARY, 'cmd-build'))) {
    throw new UserError(
      `this job does not run inside an assembler container: there is no /${LIBRARY}/cmd-build. ` +
        'Name the image in `container:` of the job, or use engine: podman or docker',
    );
  }
  const version = (await assemblerCommit(root)) ?? 'unknown';
  return {
    engine: { name: 'host', program: 'coreos-assembler', version, rootful: false },
    found: `this job runs inside an assembler container (commit ${version})`,
    warnings: [],
  };
}

/**
 * A step as a process of this machine. It gets what the container's own environment holds and nothing the runner put
 * there: tokens, inputs and settings of git are not the assembler's. In a session of its own, so that everything it
 * starts is found again.
 */
export function hostCommand(
  spec: ContainerSpec,
  name: string,
  inherited: Readonly<Record<string, string | undefined>>,
): Command {
  const env: Record<string, string> = {};
  for (const [key, value] of Object.entries(inherited)) {
    if (value !== undefined && !NOT_FOR_STEPS.test(key)) env[key] = value;
  }
  const asRoot = spec.user === '0' ? (['sh', '-c', AS_ROOT, 'sudo'] as const) : [];
  return {
    argv: ['setsid', '--wait', ...asRoot, spec.entrypoint ?? 'coreos-assembler', ...spec.command],
    env: { ...env, ...spec.env, [STEP_MARK]: name },
    ...(spec.workdir === undefined ? {} : { cwd: spec.workdir }),
  };
}

/** Runs its arguments as root. Where that is not allowed nothing can have become root's, and nothing is to be done. */
const AS_ROOT = 'sudo -n true 2>/dev/null || exit 0; exec sudo -n "$@"';

/** COREOS_ASSEMBLER_REMOTE_SESSION would send every verb to another machine. */
const NOT_FOR_STEPS =
  /^(ACTIONS_|GITHUB_|RUNNER_|INPUT_|STATE_|GIT_|NODE_OPTIONS$|COREOS_ASSEMBLER_REMOTE_SESSION$)/;

/**
 * What runs here. A container is not told the digest of its image; podman tells a privileged one the id, and the
 * assembler names the commit it was made from.
 */
export async function presentAssembler(root: string): Promise<PulledImage> {
  const facts = await readFile(join(root, 'run/.containerenv'), 'utf8').catch(() => '');
  const id = /^imageid="([0-9a-f]{64})"$/m.exec(facts)?.[1];
  const commit = await assemblerCommit(root);
  return {
    reference: /^image="([^"\s]+)"$/m.exec(facts)?.[1] ?? 'the container of this job',
    digest: id === undefined ? `commit:${commit ?? 'unknown'}` : `sha256:${id}`,
    pinned: undefined,
    seconds: 0,
  };
}

async function assemblerCommit(root: string): Promise<string | undefined> {
  return commitIn(await readFile(join(root, COMMIT_FILE), 'utf8').catch(() => ''));
}
