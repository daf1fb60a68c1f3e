import {
  COMMANDS,
  COMMENTS,
  ENGINES,
  FAIL_ON,
  GPGCHECKS,
  IMAGE_KINDS,
  KVM_MODES,
  RUN_MODES,
  VERIFICATIONS,
} from './choices.ts';
import type { InputSpec } from './input-spec.ts';

/** Every input, in the order of the documentation. action.yml and the README are checked against this table. */
export const INPUTS = [
  {
    name: 'command',
    kind: 'choice',
    values: COMMANDS,
    default: 'build',
    description:
      'What to do: `build` does the whole job, `validate` tells what a change means and what is wrong with it, `publish-release` puts files into a release that is replaced each time.',
  },
  {
    name: 'config',
    kind: 'path',
    default: '.',
    description:
      'Directory with the oVirt Node configuration: manifest.yaml or manifest.yaml.in, image.yaml, overlay.d/.',
  },
  {
    name: 'ovirt-release',
    kind: 'lines',
    default: '',
    description:
      'URL or path of the ovirt-release rpm, whose .repo files provide ovirt-host. Several lines are tried in order.',
  },
  {
    name: 'ovirt-release-sha256',
    kind: 'word',
    default: '',
    description: 'sha256 the release rpm must have (64 hex digits).',
  },
  {
    name: 'ovirt-release-key',
    kind: 'lines',
    default: '',
    description:
      'OpenPGP public keys, as files or https URLs, one a line. With a key the release rpm must be signed by it.',
  },
  {
    name: 'ovirt-version',
    kind: 'word',
    default: '',
    description: 'Fills the placeholder @OVIRT_VERSION@ of the manifest.',
  },
  {
    name: 'target',
    kind: 'word',
    default: '',
    description:
      'What the repositories of the release rpm are chosen for: el9, el10, fc43 … Needed unless the rpm offers exactly one.',
  },
  {
    name: 'variables',
    kind: 'pairs',
    default: '',
    description: 'More placeholders, one NAME=value a line: @NAME@ in the manifest becomes value.',
  },
  {
    name: 'packages',
    kind: 'list',
    default: '',
    description:
      'Packages to add to the manifest; -name takes one out of it. Separated by blanks, commas or line ends.',
  },
  {
    name: 'override-rpms',
    kind: 'lines',
    default: '',
    description: 'Globs of rpm files that take precedence over every repository.',
  },
  {
    name: 'overrides',
    kind: 'yaml',
    default: '',
    description:
      'YAML mapping laid over the manifest: a key replaces, a mapping merges one level, null deletes.',
  },
  {
    name: 'base-config',
    kind: 'text',
    default: '',
    description:
      'Repository (https, ssh, file; http is warned about) or directory of the base configuration. Default: the one known to fit the target.',
  },
  {
    name: 'base-config-ref',
    kind: 'word',
    default: '',
    description:
      'Commit, tag or branch of the base configuration; a full commit id is reproducible, the rest is warned about.',
  },
  {
    name: 'base-config-path',
    kind: 'word',
    default: 'fedora-coreos-config',
    description: 'Directory the base configuration is put in, as the include: of the manifest spells it.',
  },
  {
    name: 'assembler-image',
    kind: 'text',
    default: '',
    description:
      'The coreos-assembler image, best pinned by digest. Default: the one known to fit the target.',
  },
  {
    name: 'registry-auth-file',
    kind: 'path',
    default: '',
    description:
      "File with the login of the assembler image's registry (containers-auth.json). Default: the engine's own login.",
  },
  {
    name: 'lock',
    kind: 'path',
    default: '',
    description:
      'Lock file of the packages, as a build leaves it (manifest-lock.generated.<arch>.json). Default: those of the configuration.',
  },
  {
    name: 'lock-strict',
    kind: 'boolean',
    default: 'false',
    description: 'Fail when a package is needed that no lock file names.',
  },
  {
    name: 'yum-variables',
    kind: 'pairs',
    default: '',
    description:
      'Credentials for repositories, one NAME=value a line: $NAME in a .repo file becomes value. Values are masked.',
  },
  {
    name: 'ca-certificates',
    kind: 'path',
    default: '',
    description:
      'PEM file of further certificate authorities to trust, for downloads, git and inside the container.',
  },
  {
    name: 'engine',
    kind: 'choice',
    values: ENGINES,
    default: 'auto',
    description:
      'What runs the assembler: podman, docker, or `host` when the job runs inside its container; `auto` takes what works.',
  },
  {
    name: 'engine-args',
    kind: 'lines',
    default: '',
    description: 'More arguments for `podman run` or `docker run`, one a line.',
  },
  {
    name: 'run-mode',
    kind: 'choice',
    values: RUN_MODES,
    default: '',
    description:
      'How the container runs. Default: unprivileged; `privileged` adds --privileged and is implied by `kvm: off`.',
  },
  {
    name: 'arch',
    kind: 'word',
    default: '',
    description:
      "Architecture to build for, as rpm names it. Default: the machine's; nothing else can be composed on it. For `validate`: one or several; by default those the settings of a configuration name (`lint: arches`), else all.",
  },
  {
    name: 'version',
    kind: 'word',
    default: '',
    description: 'Version (build id) of the image. Default: automatic-version-prefix of the manifest.',
  },
  {
    name: 'images',
    kind: 'choices',
    values: IMAGE_KINDS,
    default: 'live-iso commit-tarball',
    description: `Images to make: ${IMAGE_KINDS.join(', ')}.`,
  },
  {
    name: 'branding',
    kind: 'text',
    default: 'auto',
    description:
      "What the boot menu of the ISO calls the system: `auto` is the manifest's name, `keep` leaves it, anything else is the text.",
  },
  {
    name: 'gpgcheck',
    kind: 'choice',
    values: GPGCHECKS,
    default: 'repo',
    description:
      'Signatures of packages: `repo` as each repository says, `require` fails when one does not check, `off` checks none.',
  },
  {
    name: 'kvm',
    kind: 'choice',
    values: KVM_MODES,
    default: 'auto',
    description:
      'Hardware virtualization: `auto` uses it where it works, `require` fails without it, `off` does without (privileged, slow).',
  },
  {
    name: 'memory',
    kind: 'integer',
    range: [1024, 262_144],
    default: '',
    description: "Memory in MiB for the assembler's virtual machine.",
  },
  {
    name: 'verify',
    kind: 'choice',
    values: VERIFICATIONS,
    default: 'off',
    description:
      'Before anything is uploaded: `boot` starts the live ISO in a virtual machine, and a build that does not come up fails.',
  },
  {
    name: 'verify-pattern',
    kind: 'text',
    default: 'login:',
    description:
      'Regular expression a line of the serial console has to match for the ISO to count as booted.',
  },
  {
    name: 'verify-timeout-minutes',
    kind: 'integer',
    range: [1, 360],
    default: '',
    description: 'Minutes the boot may take. Default: 10 with KVM, 30 without.',
  },
  {
    name: 'fail-on-downgrade',
    kind: 'boolean',
    default: 'false',
    description:
      'Before anything is uploaded: fail when a package is older than in the previous build, instead of only saying so.',
  },
  {
    name: 'max-iso-size',
    kind: 'word',
    default: '',
    description:
      'Largest size the live ISO may have, such as 2GiB or 700MB; a larger one fails before anything is uploaded.',
  },
  {
    name: 'timeout-minutes',
    kind: 'integer',
    range: [1, 1440],
    default: '',
    description:
      'Minutes each step of the assembler may take, and the pull before them; what takes longer is stopped. Default: no limit for a step, an hour for the pull.',
  },
  {
    name: 'work-dir',
    kind: 'path',
    default: '',
    description:
      'Where everything is made. Default: ovirt-node-image below RUNNER_TEMP, ./.ovirt-node-image on a laptop.',
  },
  {
    name: 'cache',
    kind: 'boolean',
    default: 'false',
    description:
      "Keep the assembler's downloads in the workflow's cache. Runs for pull requests only read it, runs of releases and tags do neither.",
  },
  {
    name: 'cache-size-limit',
    kind: 'integer',
    range: [1, 10_240],
    default: '4096',
    description: 'Most MiB the cache may take; a larger one is not saved.',
  },
  {
    name: 'upload',
    kind: 'boolean',
    default: 'true',
    description: 'Upload the images as workflow artifacts.',
  },
  {
    name: 'overwrite',
    kind: 'boolean',
    default: 'false',
    description: 'Replace an artifact of the same name whose content differs, instead of failing.',
  },
  {
    name: 'artifact-name',
    kind: 'word',
    default: 'ovirt-node-image',
    description:
      'First part of the name of the metadata and log artifacts; image artifacts are named after their files.',
  },
  {
    name: 'retention-days',
    kind: 'integer',
    range: [1, 400],
    default: '',
    description: "Days artifacts are kept. Default: the repository's setting.",
  },
  {
    name: 'skip-unchanged',
    kind: 'boolean',
    default: 'false',
    description:
      'Build nothing when the image would be the same as that of the last good build, whose outputs are given instead (docs/nightly.md).',
  },
  {
    name: 'max-age-days',
    kind: 'integer',
    range: [1, 3650],
    default: '',
    description: 'For `skip-unchanged`: build all the same when the last good build is older than this.',
  },
  {
    name: 'previous-build',
    kind: 'text',
    default: '',
    description:
      'Metadata of the build before this one, a directory or the URL of one or of its zip; `none` for a first build. Default: those of the last good run of the workflow on the branch (`actions: read`); outside of a run, of the work-dir.',
  },
  {
    name: 'on-forks',
    kind: 'boolean',
    default: 'false',
    description: 'Let scheduled runs build on forks of the repository too, instead of ending at once.',
  },
  {
    name: 'configs',
    only: 'validate',
    kind: 'lines',
    default: '',
    description:
      'For `validate`: configurations or single manifests, as paths or globs, one a line. Default: the input config.',
  },
  {
    name: 'base',
    only: 'validate',
    kind: 'word',
    default: '',
    description:
      'For `validate`: commit, branch or tag to compare with. Default: what the pull request or merge group is for.',
  },
  {
    name: 'fail-on',
    only: 'validate',
    kind: 'choice',
    values: FAIL_ON,
    default: 'error',
    description: 'For `validate`: the least severity that fails the step: error, warning or never.',
  },
  {
    name: 'comment',
    only: 'validate',
    kind: 'choice',
    values: COMMENTS,
    default: 'auto',
    description:
      'For `validate`: `auto` keeps one comment at the pull request up to date where the token may, `off` writes none.',
  },
  {
    name: 'check-repos',
    only: 'validate',
    kind: 'boolean',
    default: 'false',
    description:
      "For `validate`: look up in the repositories whether the packages are there; with ovirt-release, in the release rpm's too.",
  },
  {
    name: 'rpm-ostree',
    only: 'validate',
    kind: 'word',
    default: '',
    description:
      "For `validate`: version of the assembler's rpm-ostree, such as 2024.8; what it is too old for is found. Default: what is known of the target's.",
  },
  {
    name: 'push',
    kind: 'word',
    default: '',
    description:
      'registry/name:tag the OCI archive is pushed to at the end, so that nodes can rebase to it; needs oci-archive in images, and skopeo. The login is that of the engine, or of registry-auth-file.',
  },
  {
    name: 'failure-issue',
    kind: 'boolean',
    default: 'false',
    description:
      'Scheduled runs of the default branch: keep one issue per config, target and arch that tells of failures, closed by the next success (issues: write).',
  },
  {
    name: 'release-files',
    only: 'publish-release',
    kind: 'lines',
    default: '',
    description: 'For `publish-release`: the files, as paths or globs, one a line.',
  },
  {
    name: 'release-tag',
    only: 'publish-release',
    kind: 'word',
    default: 'nightly',
    description: 'For `publish-release`: tag of the release, which is replaced as a whole.',
  },
  {
    name: 'release-build-id',
    only: 'publish-release',
    kind: 'word',
    default: '',
    description:
      'For `publish-release`: the output build-id. It is told in the release and taken out of the names of the files, so that their addresses stay the same.',
  },
  {
    name: 'release-notes',
    only: 'publish-release',
    kind: 'path',
    default: '',
    description: 'For `publish-release`: Markdown file about what has changed.',
  },
  {
    name: 'github-token',
    kind: 'text',
    default: '',
    actionDefault: '${{ github.token }}',
    description:
      'Token. To find the build before this one: actions: read. For `validate`: the comment (pull-requests: write) and history the checkout lacks (contents: read). For `failure-issue`: issues: write. For `publish-release`: contents: write.',
  },
] as const satisfies readonly InputSpec[];

/** The name of an input. */
export type InputName = (typeof INPUTS)[number]['name'];

/** What was given for each input, as text; absent = not given. */
export type RawInputs = Readonly<Partial<Record<InputName, string>>>;
