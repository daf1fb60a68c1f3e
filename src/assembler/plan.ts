import type { ImageKind } from '../inputs/choices.ts';
import type { ContainerSpec, Mount } from './container.ts';
import type { Ownership } from './engine.ts';

/** A step of the job: one container run, as plain data. */
export interface Step {
  readonly id:
    | 'own'
    | 'give-back'
    | 'init'
    | 'solve'
    | 'fetch'
    | 'build'
    | 'metal'
    | 'metal4k'
    | 'live'
    | 'tarball'
    | 'sizes';
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
  /** Compose also where the assembler finds nothing changed: the images of the earlier build are not here. */
  readonly force?: boolean;
  readonly overrideRpms: boolean;
  /** Refuse packages no lock file names. */
  readonly lockStrict?: boolean;
  readonly ownership: Ownership;
  /** Where the steps see the directories: {@link CONTAINER}, or where they are when nothing is contained. */
  readonly paths: StepPaths;
  readonly runMode: 'unprivileged' | 'privileged';
  /** Hand /dev/kvm in; see the preflight. */
  readonly kvmDevice: boolean;
  /** `--group-add` that lets the builder open it; see src/runner/kvm.ts. */
  readonly kvmGroup: string | undefined;
  readonly kvmDisabled: boolean;
  /** /dev/fuse exists. */
  readonly fuse: boolean;
  readonly memoryMiB: number | undefined;
  readonly engineArgs: readonly string[];
  /** Variables handed in by name, and the bundle of certificate authorities of this machine. */
  readonly network?: { readonly passEnv: readonly string[]; readonly caBundle: string | undefined };
  /** Where the steps find that bundle: {@link CA_BUNDLE}, or where it is when nothing is contained. */
  readonly caPath?: string;
}

/** Absolute paths as a step sees them. */
export interface StepPaths {
  readonly work: string;
  /** Always `src/config` of the work directory: the assembler looks nowhere else. */
  readonly config: string;
  readonly scratch: string;
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
export const CONTAINER: StepPaths = {
  work: '/srv',
  config: '/srv/src/config',
  scratch: '/var/tmp',
};

/** Steps up to the commit. The tail, {@link planImages}, depends on what the build turned out to be. */
export function planBuild(request: PlanRequest): Step[] {
  const base = containerOf(request);
  const strict = request.lockStrict === true ? ['--strict'] : [];
  return [
    ...(request.ownership.before === undefined
      ? []
      : [chownStep(request, 'own', 'Hand the work directory to the builder', request.ownership.before)]),
    {
      id: 'init',
      title: 'Prepare the work directory (init)',
      // The mounted configuration counts as cloned already; /dev/null only fills the argument's place.
      container: { ...base, command: ['init', '--force', '/dev/null'] },
    },
    {
      id: 'fetch',
      title: 'Fetch packages (fetch)',
      container: {
        ...base,
        command: ['fetch', ...strict, ...(request.overrideRpms ? ['--with-cosa-overrides'] : [])],
      },
    },
    {
      id: 'build',
      title: 'Compose the commit (build)',
      container: {
        ...base,
        command: [
          'build',
          ...strict,
          ...(request.force === true ? ['--force'] : []),
          ...(request.version === undefined ? [] : ['--version', request.version]),
          'ostree',
        ],
      },
    },
  ];
}

/** Where {@link planSolve} leaves the lock file, below the work directory. */
export const SOLVED_LOCK = 'tmp/oni-solved.json';

/**
 * Runs the solver alone: which packages would go into the image, without downloading one. It needs a prepared work
 * directory, and what fetch needs of the machine. Lock files of the configuration are not looked at.
 *
 * UNVERIFIED: that --dry-run of the real assembler writes the lock file (assembler.md, section 2.2; its scripts of 2019
 * take the path as one below the work directory, so no absolute one is given).
 */
export function planSolve(request: PlanRequest): Step {
  const overrides = request.overrideRpms ? ['--with-cosa-overrides'] : [];
  return {
    id: 'solve',
    title: 'Solve the packages (fetch --dry-run)',
    container: {
      ...containerOf(request),
      command: ['fetch', '--dry-run', `--write-lockfile-to=${SOLVED_LOCK}`, ...overrides],
    },
  };
}

/** What the steps to the images have to know of the build, from its meta.json. */
export interface PlannedBuild {
  readonly id: string;
  readonly ref: string | undefined;
  /** RFC 3339. */
  readonly timestamp: string;
  /** Checksum of its commit. */
  readonly commit: string;
}

/**
 * Steps from the commit to the images, for the classic dialect: a live image is made from both disk images.
 *
 * @param present keys of `images` in meta.json, and `commit-tarball`; what is there is not made again.
 */
export function planImages(request: PlanRequest, build: PlannedBuild, present: readonly string[]): Step[] {
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
        command: [
          '-c',
          TARBALL_SCRIPT,
          'tarball',
          build.id,
          build.ref ?? build.id,
          build.timestamp,
          request.paths.work,
          TARBALL,
          build.commit,
        ],
      },
    });
  }
  return steps;
}

/** The step that hands everything back to whoever called; undefined where it is his anyway. */
export function planGiveBack(request: PlanRequest): Step | undefined {
  const { after } = request.ownership;
  if (after === undefined) return undefined;
  return chownStep(request, 'give-back', 'Hand the work directory back', after);
}

/** Where the tarball is made, below the work directory; moved to its final name afterwards. */
export const TARBALL = 'tmp/oni-commit.tar';

/**
 * Constant text; build id, ref, time stamp, work directory, path and commit come as arguments. An archive-mode repository
 * with the commit under its build id and under the manifest's ref, and a summary, so that it can be served as it is.
 * Order, owners and times are fixed; only the summary's own time differs between two of the same commit. It is pulled
 * by its checksum: a commit may be bound to the manifest's ref, and is then refused under any other. It has to be the one
 * meta.json names, which is what everybody is told that the tarball holds.
 *
 * UNVERIFIED: that tmp/repo of a build of the real assembler can be pulled from in this way (assembler.md, section 3.5).
 */
const TARBALL_SCRIPT = `
set -eu
cd "$4"
work=$(mktemp -d "$PWD/tmp/oni-commit.XXXXXX")
trap 'rm -rf "$work"' EXIT
ostree init --repo="$work/repo" --mode=archive
commit=$(ostree rev-parse --repo=tmp/repo "$1")
if [ "$commit" != "$6" ]; then
  echo "error: $1 is commit $commit in tmp/repo, and meta.json says $6" >&2
  exit 1
fi
ostree pull-local --repo="$work/repo" tmp/repo "$commit"
ostree refs --repo="$work/repo" --create="$1" "$commit"
if [ "$2" != "$1" ]; then
  ostree refs --repo="$work/repo" --create="$2" "$commit"
fi
ostree summary --repo="$work/repo" --update
rm -f "$work/repo/.lock"
rm -rf "$work/repo/tmp" && mkdir -p "$work/repo/tmp"
tar -C "$work/repo" --sort=name --owner=0 --group=0 --numeric-owner --mtime="$3" --format=pax \\
  --pax-option=delete=atime,delete=ctime -cf "$5.part" .
mv "$5.part" "$5"
`;

/** Only root inside the image can change owners, whoever calls. The configuration stays its renderer's. */
function chownStep(request: PlanRequest, id: 'own' | 'give-back', title: string, owner: string): Step {
  const { work, config, scratch } = request.paths;
  return {
    id,
    title,
    container: {
      ...containerOf(request),
      env: {},
      network: 'none',
      passEnv: [],
      devices: [],
      privileged: false,
      user: '0',
      entrypoint: 'chown',
      command: ['-R', owner, work, scratch],
      mounts: mountsOf(request).filter(({ target }) => target !== config),
    },
  };
}

function mountsOf(request: PlanRequest): Mount[] {
  const { work, config, scratch } = request.paths;
  const mounts = [
    { source: request.srvDir, target: work },
    { source: request.configDir, target: config, readonly: true },
    { source: request.scratchDir, target: scratch },
    ...(request.network?.caBundle === undefined
      ? []
      : [{ source: request.network.caBundle, target: request.caPath ?? CA_BUNDLE, readonly: true }]),
  ];
  // What is seen where it is needs no mount.
  return mounts.filter(({ source, target }) => source !== target);
}

/** What the containers of all steps have in common. */
export function containerOf(request: PlanRequest): ContainerSpec {
  const privileged = request.runMode === 'privileged';
  const authorities = request.caPath ?? CA_BUNDLE;
  return {
    image: request.image,
    command: [],
    env: {
      // With privileges the assembler composes without a virtual machine; else everything goes through one.
      // UNVERIFIED: that this way is free of the trouble of nested namespaces on Ubuntu 24.04
      // (assembler.md, section 4.5).
      ...(privileged ? {} : { FORCE_UNPRIVILEGED: '1' }),
      ...(request.kvmDisabled ? { COSA_NO_KVM: '1' } : {}),
      ...(request.memoryMiB === undefined ? {} : { COSA_SUPERMIN_MEMORY: String(request.memoryMiB) }),
      // The configuration belongs to whoever rendered it, which git calls dubious.
      // UNVERIFIED: that the image's git is new enough (2.38) to take this from its environment
      // (assembler.md, section 4.3).
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      ...(request.network?.caBundle === undefined
        ? {}
        : { SSL_CERT_FILE: authorities, CURL_CA_BUNDLE: authorities, GIT_SSL_CAINFO: authorities }),
    },
    passEnv: request.network?.passEnv ?? [],
    mounts: mountsOf(request),
    devices: [...(request.kvmDevice ? ['/dev/kvm'] : []), ...(request.fuse ? ['/dev/fuse'] : [])],
    privileged,
    workdir: request.paths.work,
    ...(request.ownership.userns === undefined ? {} : { userns: request.ownership.userns }),
    ...(request.kvmGroup === undefined ? {} : { group: request.kvmGroup }),
    extraArgs: request.engineArgs,
  };
}
