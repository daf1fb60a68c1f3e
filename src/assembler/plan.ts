import type { ImageKind } from '../inputs/schema.ts';
import type { ContainerSpec, Mount } from './container.ts';

/** A step of the job: one container run, as plain data. */
export interface Step {
  readonly id: 'own' | 'init' | 'fetch' | 'build' | 'metal' | 'metal4k' | 'live' | 'tarball';
  /** Title of its group in the log. */
  readonly title: string;
  readonly container: ContainerSpec;
}

/** Everything the steps depend on. */
export interface PlanRequest {
  readonly image: string;
  /** Directory of the machine that becomes /srv. */
  readonly srvDir: string;
  /** The rendered, adapted and committed configuration; becomes /srv/src/config. */
  readonly configDir: string;
  /** Scratch directory; becomes /var/tmp, so that what a killed run leaves goes with the work directory. */
  readonly scratchDir: string;
  readonly images: readonly ImageKind[];
  readonly version: string | undefined;
  readonly overrideRpms: boolean;
  readonly rootful: boolean;
  readonly runMode: 'unprivileged' | 'privileged';
  /** Hand /dev/kvm in; see the preflight. */
  readonly kvmDevice: boolean;
  readonly kvmDisabled: boolean;
  /** /dev/fuse exists. */
  readonly fuse: boolean;
  readonly memoryMiB: number | undefined;
  readonly engineArgs: readonly string[];
  /** Variables handed in by name, and the bundle of certificate authorities of this machine. */
  readonly network?: { readonly passEnv: readonly string[]; readonly caBundle: string | undefined };
}

/**
 * Where the image's programs look for certificate authorities: Fedora's and CentOS' own links for curl (and with it
 * rpm-ostree), OpenSSL, GnuTLS and git end at this file. It is what update-ca-trust writes, which the builder may not
 * run; mounting over it is the upstream way too (assembler.md 4.1, `-v CERTS`, COREOS_ASSEMBLER_ADD_CERTS).
 *
 * UNVERIFIED: that every program of the real image follows these links (assembler.md, 4.1).
 */
export const CA_BUNDLE = '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem';

/** Where things are inside the container. */
export const CONTAINER = {
  work: '/srv',
  config: '/srv/src/config',
  scratch: '/var/tmp',
} as const;

/** uid of the user the assembler's image runs as. */
export const BUILDER_UID = 1000;

/** Steps up to the commit. The tail, {@link planImages}, depends on what the build turned out to be. */
export function planBuild(request: PlanRequest): Step[] {
  const base = containerOf(request);
  return [
    ...(request.rootful ? [ownStep(request, base)] : []),
    {
      id: 'init',
      title: 'Prepare the work directory (init)',
      // The mounted configuration counts as cloned already; /dev/null only fills the argument's place.
      container: { ...base, command: ['init', '--force', '/dev/null'] },
    },
    {
      id: 'fetch',
      title: 'Fetch packages (fetch)',
      container: { ...base, command: ['fetch', ...(request.overrideRpms ? ['--with-cosa-overrides'] : [])] },
    },
    {
      id: 'build',
      title: 'Compose the commit (build)',
      container: {
        ...base,
        command: [
          'build',
          ...(request.version === undefined ? [] : ['--version', request.version]),
          'ostree',
        ],
      },
    },
  ];
}

/**
 * Steps from the commit to the images, for the classic dialect: a live image is made from both disk images.
 *
 * @param present keys of `images` in meta.json, and `commit-tarball`; what is there is not made again.
 */
export function planImages(
  request: PlanRequest,
  build: { readonly id: string; readonly ref: string | undefined; readonly timestamp: string },
  present: readonly string[],
): Step[] {
  const base = containerOf(request);
  const live = request.images.some((image) => image.startsWith('live-'));
  const steps: Step[] = [];
  const extend = (id: 'metal' | 'metal4k' | 'live', key: string, title: string): void => {
    if (present.includes(key)) return;
    steps.push({ id, title, container: { ...base, command: [`buildextend-${id}`, '--build', build.id] } });
  };
  const needsLive = live && !present.includes('live-iso');
  if (needsLive || request.images.includes('metal')) extend('metal', 'metal', 'Make the disk image (metal)');
  if (needsLive) {
    extend('metal4k', 'metal4k', 'Make the disk image with 4k sectors (metal4k)');
    extend('live', 'live-iso', 'Make the live ISO (live)');
  }
  if (request.images.includes('commit-tarball') && !present.includes('commit-tarball')) {
    steps.push({
      id: 'tarball',
      title: 'Pack the commit tarball',
      container: {
        ...base,
        network: 'none',
        passEnv: [],
        entrypoint: 'sh',
        command: ['-c', TARBALL_SCRIPT, 'tarball', build.id, build.ref ?? build.id, build.timestamp, TARBALL],
      },
    });
  }
  return steps;
}

/** Where the tarball is made, inside the container; moved to its final name outside. */
export const TARBALL = `${CONTAINER.work}/tmp/oni-commit.tar`;

/**
 * Constant text; build id, ref, time stamp and path come as arguments. An archive-mode repository with the commit
 * under its build id and under the manifest's ref, and a summary, so that it can be served as it is. Order, owners
 * and times are fixed; only the summary's own time differs between two of the same commit.
 */
const TARBALL_SCRIPT = `
set -eu
work=$(mktemp -d /srv/tmp/oni-commit.XXXXXX)
trap 'rm -rf "$work"' EXIT
ostree init --repo="$work/repo" --mode=archive
ostree pull-local --repo="$work/repo" /srv/tmp/repo "$1"
if [ "$2" != "$1" ]; then
  ostree refs --repo="$work/repo" --create="$2" "$1"
fi
ostree summary --repo="$work/repo" --update
rm -f "$work/repo/.lock"
rm -rf "$work/repo/tmp" && mkdir -p "$work/repo/tmp"
tar -C "$work/repo" --sort=name --owner=0 --group=0 --numeric-owner --mtime="$3" --format=pax \\
  --pax-option=delete=atime,delete=ctime -cf "$4.part" .
mv "$4.part" "$4"
`;

/** The work directory belongs to the builder; only root inside the image can see to that, whoever calls. */
function ownStep(request: PlanRequest, base: ContainerSpec): Step {
  return {
    id: 'own',
    title: 'Hand the work directory to the builder',
    container: {
      ...base,
      network: 'none',
      passEnv: [],
      devices: [],
      privileged: false,
      user: '0',
      entrypoint: 'chown',
      command: ['-R', `${BUILDER_UID}:${BUILDER_UID}`, CONTAINER.work, CONTAINER.scratch],
      mounts: mountsOf(request).filter(({ target }) => target !== CONTAINER.config),
    },
  };
}

function mountsOf(request: PlanRequest): Mount[] {
  return [
    { source: request.srvDir, target: CONTAINER.work },
    { source: request.configDir, target: CONTAINER.config, readonly: true },
    { source: request.scratchDir, target: CONTAINER.scratch },
    ...(request.network?.caBundle === undefined
      ? []
      : [{ source: request.network.caBundle, target: CA_BUNDLE, readonly: true }]),
  ];
}

function containerOf(request: PlanRequest): ContainerSpec {
  const privileged = request.runMode === 'privileged';
  return {
    image: request.image,
    command: [],
    env: {
      // With privileges the assembler composes without a virtual machine; else everything goes through one.
      ...(privileged ? {} : { FORCE_UNPRIVILEGED: '1' }),
      ...(request.kvmDisabled ? { COSA_NO_KVM: '1' } : {}),
      ...(request.memoryMiB === undefined ? {} : { COSA_SUPERMIN_MEMORY: String(request.memoryMiB) }),
      // The configuration belongs to whoever rendered it, which git calls dubious.
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      ...(request.network?.caBundle === undefined
        ? {}
        : { SSL_CERT_FILE: CA_BUNDLE, CURL_CA_BUNDLE: CA_BUNDLE, GIT_SSL_CAINFO: CA_BUNDLE }),
    },
    passEnv: request.network?.passEnv ?? [],
    mounts: mountsOf(request),
    devices: [...(request.kvmDevice ? ['/dev/kvm'] : []), ...(request.fuse ? ['/dev/fuse'] : [])],
    privileged,
    ...(request.rootful ? {} : { userns: `keep-id:uid=${BUILDER_UID},gid=${BUILDER_UID}` }),
    extraArgs: request.engineArgs,
  };
}
