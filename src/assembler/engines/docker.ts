import { basename, dirname } from 'node:path';
import { UserError } from '../../errors.ts';
import { run } from '../../process/run.ts';
import { containerArgv, type ContainerDialect } from '../container.ts';
import { BUILDER_UID, type Engine, type EngineDriver, type FoundEngine } from '../engine.ts';
import { isDigest, repositoryOf } from '../reference.ts';
import { backToCaller } from './caller.ts';
import { inspectImage, removeLabelled, stopContainer } from './container-cli.ts';
import { engineInfo, memberOf, textOf } from './info.ts';
import { warningsFor } from './known-bad.ts';
import { atLeast } from './version.ts';

const DIALECT: ContainerDialect = {
  // docker mounts a tmpfs noexec unless told otherwise, podman does not. There is no option for the umask:
  // runc and crun start a container with 0022.
  fixed: ['--tmpfs=/tmp:exec'],
};

/** docker: a daemon that is root's, nearly always, and whose containers know nothing of who called. */
export const docker: EngineDriver = {
  name: 'docker',
  contained: true,
  roomAdvice:
    "free some (`docker system prune`), or name a larger disk in data-root of the daemon's daemon.json",
  find: async () => readDockerInfo(await engineInfo('docker', '{{json .}}')),
  ownership: (engine) => ({
    // A daemon that maps users (userns-remap) would hand the work directory to uids nobody has.
    userns: 'host',
    before: `${BUILDER_UID}:${BUILDER_UID}`,
    ...callerOf(engine),
  }),
  loginEnv: (authFile) => {
    // The client takes a directory and looks for this name in it; the format is the same.
    if (basename(authFile) !== 'config.json') {
      throw new UserError(
        `registry-auth-file: found ${authFile}; docker reads such a file only by the name config.json, so give it that name`,
      );
    }
    return { DOCKER_CONFIG: dirname(authFile) };
  },
  deviceAccess: ({ rootful }) => (rootful ? 'builder' : 'stranger'),
  command: ({ program }, spec, identity) => ({ argv: containerArgv(program, spec, identity, DIALECT) }),
  stop: async ({ program }, name, kill) => {
    await stopContainer(program, name, kill);
  },
  remove: async ({ program }, name) => {
    await run([program, 'rm', '--force', name]);
  },
  removeRun: async (runId) => await removeLabelled('docker', runId),
  identify: async ({ program }, reference) => {
    const format = '{{.Id}} {{.Architecture}} {{range .RepoDigests}}{{.}} {{end}}';
    const { id, words } = await inspectImage(program, reference, format);
    const [arch = '', ...digests] = words;
    return { ...dockerDigest(reference, id, digests), arch };
  },
};

/** Who called, inside a container: root of a rootless daemon is the caller. */
function callerOf({ rootful }: Engine): { readonly after?: string } {
  // UNVERIFIED: that root inside is the caller under a rootless docker daemon (docker's manual, "Rootless mode").
  return rootful ? backToCaller() : { after: '0:0' };
}

/**
 * Reads the answer of `docker info`.
 *
 * @throws UserError for a daemon that does not answer or cannot do what is needed.
 */
export function readDockerInfo(info: unknown): FoundEngine {
  if (memberOf(info, 'host', 'buildahVersion') !== undefined)
    throw new UserError('the program `docker` is podman here; use engine: podman');
  const errors = memberOf(info, 'ServerErrors');
  if (Array.isArray(errors) && errors.length > 0) throw new UserError(`its daemon: ${errors.join('; ')}`);
  const version = textOf(info, 'ServerVersion');
  if (version === '') throw new UserError('its daemon names no version');
  if (!atLeast(version, [20, 10])) {
    throw new UserError(`docker ${version} is too old: \`docker run --pull=never\` came with 20.10`);
  }
  const security = memberOf(info, 'SecurityOptions');
  const rootful = !(
    Array.isArray(security) && security.some((text) => /^name=rootless\b/.test(String(text)))
  );
  const runtime = textOf(info, 'DefaultRuntime');
  const store = textOf(info, 'DockerRootDir');
  return {
    engine: {
      name: 'docker',
      program: 'docker',
      version,
      rootful,
      runtime,
      ...(store === '' ? {} : { store }),
    },
    found: `docker ${version} answers, its daemon is ${rootful ? "root's" : 'rootless'}`,
    warnings: warningsFor({ name: 'docker', version, runtime, runtimeVersion: '', fuseOverlayfs: '' }),
  };
}

/**
 * The digest of an image's manifest. An image may have been pulled from several places; the one asked for counts.
 *
 * @param digests `name@sha256:…`, with docker's own short names for what is on Docker Hub.
 */
export function dockerDigest(
  reference: string,
  id: string,
  digests: readonly string[],
): { digest: string; pinned: string | undefined } {
  const repository = repositoryOf(reference);
  const short = repository.replace(/^docker\.io\/(library\/)?/, '');
  const named = digests
    .map((text) => text.split('@'))
    .find(([name = '', digest = '']) => (name === repository || name === short) && isDigest(digest));
  const digest = named?.[1];
  return digest === undefined
    ? { digest: `sha256:${id.replace(/^sha256:/, '')}`, pinned: undefined }
    : { digest, pinned: `${repository}@${digest}` };
}
