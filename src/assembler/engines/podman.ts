import { UserError } from '../../errors.ts';
import { run } from '../../process/run.ts';
import { containerArgv, type ContainerDialect } from '../container.ts';
import { BUILDER_UID as BUILDER, type Engine, type EngineDriver, type FoundEngine } from '../engine.ts';
import { isDigest, repositoryOf } from '../reference.ts';
import { inspectImage, removeLabelled, stopContainer } from './container-cli.ts';
import { engineInfo, memberOf, textOf } from './info.ts';
import { warningsFor } from './known-bad.ts';
import { atLeast } from './version.ts';

const DIALECT: ContainerDialect = {
  // The assembler refuses umask 0000, which containers.conf could set.
  fixed: ['--umask=0022', '--tmpfs=/tmp'],
};

/** podman, run by root or rootless. */
export const podman: EngineDriver = {
  name: 'podman',
  contained: true,
  roomAdvice: 'free some (`podman system prune`), or name a larger disk in graphroot of storage.conf',
  find: async () => readPodmanInfo(await engineInfo('podman', 'json')),
  ownership: ({ rootful }) =>
    rootful
      ? { before: `${BUILDER}:${BUILDER}` }
      : // What root inside made belongs to a subordinate uid, which the caller could not even remove.
        { userns: `keep-id:uid=${BUILDER},gid=${BUILDER}`, after: `${BUILDER}:${BUILDER}` },
  loginEnv: (authFile) => ({ REGISTRY_AUTH_FILE: authFile }),
  deviceAccess: ({ rootful, runtime }) => {
    if (rootful) return 'builder';
    return runtime === 'crun' ? 'caller-with-groups' : 'caller-without-groups';
  },
  command: ({ program }, spec, identity) => ({ argv: containerArgv(program, spec, identity, DIALECT) }),
  stop: async ({ program }, name, kill) => {
    await stopContainer(program, name, kill);
  },
  remove: async ({ program }, name) => {
    await run([program, 'rm', '--force', '--time=5', '--ignore', name]);
  },
  removeRun: async (runId) => await removeLabelled('podman', runId),
  identify: async ({ program }, reference) => {
    const format = '{{.Id}} {{.Architecture}} {{.Digest}}';
    const { id, words } = await inspectImage(program, reference, format);
    const [arch = '', digest = ''] = words;
    return isDigest(digest)
      ? { digest, pinned: `${repositoryOf(reference)}@${digest}`, arch }
      : { digest: `sha256:${id.replace(/^sha256:/, '')}`, pinned: undefined, arch };
  },
};

/**
 * Reads the answer of `podman info`.
 *
 * @throws UserError for a podman that cannot do what is needed.
 */
export function readPodmanInfo(info: unknown): FoundEngine {
  const version = textOf(info, 'version', 'Version');
  const rootful = memberOf(info, 'host', 'security', 'rootless') === false;
  const runtime = textOf(info, 'host', 'ociRuntime', 'name');
  if (version === '') throw new UserError('`podman info` names no version');
  if (!rootful && !atLeast(version, [4, 3])) {
    throw new UserError(
      `podman ${version} is too old to run rootless: --userns=keep-id:uid=,gid= came with 4.3. ` +
        'Install a newer one, run as root (sudo), or use engine: docker',
    );
  }
  if (!rootful && mappedIds(info) <= BUILDER) {
    throw new UserError(
      'podman runs rootless and this user has no subordinate ids, which the users of the image are mapped to: ' +
        '`sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 USER`, then `podman system migrate`',
    );
  }
  const store = textOf(info, 'store', 'graphRoot');
  const engine: Engine = {
    name: 'podman',
    program: 'podman',
    version,
    rootful,
    runtime,
    ...(store === '' ? {} : { store }),
  };
  return {
    engine,
    found: `podman ${version} (${runtime || 'unknown runtime'}) answers, ${rootful ? 'run by root' : 'rootless'}`,
    warnings: warningsFor({
      name: 'podman',
      version,
      runtime,
      runtimeVersion: /version (\d[\w.+-]*)/.exec(textOf(info, 'host', 'ociRuntime', 'version'))?.[1] ?? '',
      fuseOverlayfs:
        /fuse-overlayfs: version (\d[\w.+-]*)/.exec(
          textOf(info, 'store', 'graphOptions', 'overlay.mount_program', 'Version'),
        )?.[1] ?? '',
    }),
  };
}

/** How many uids a rootless container has. */
function mappedIds(info: unknown): number {
  const map = memberOf(info, 'host', 'idMappings', 'uidmap');
  if (!Array.isArray(map)) return 0;
  const sizes = map.map((entry: unknown) => memberOf(entry, 'size'));
  return sizes.reduce<number>((sum, size) => sum + (typeof size === 'number' ? size : 0), 0);
}
