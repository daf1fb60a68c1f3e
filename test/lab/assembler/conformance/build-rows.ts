import { refusals, type Row } from './row.ts';

/** Section 2.2: `fetch`. */
export const FETCH_ROWS: readonly Row[] = [
  {
    section: '2.2',
    says: 'is required once and leaves a stamp',
    state: 'init',
    run: ['fetch'],
    exit: 0,
    after: 'test -f cache/fetched-stamp',
  },
  {
    section: '2.2',
    says: 'takes --force, --update-lockfile, --dry-run and --autolock',
    state: 'fetched',
    run: ['fetch', '--force', '--update-lockfile', '--dry-run', '--autolock=9'],
    exit: 0,
  },
  {
    section: '2.2',
    says: '--write-lockfile-to writes one; with every lock file present it is used, and --strict holds to it',
    state: 'fetched',
    run: [],
    shell:
      'cosa fetch --write-lockfile-to="$PWD/lock.json" && cp lock.json "src/config/manifest-lock.$(uname -m).json" && cosa fetch --strict',
    exit: 0,
    after: 'jq -e \'.packages.kernel.evra | type == "string"\' lock.json',
  },
  {
    section: '2.2',
    says: '--strict with a lock file that lacks a package fails',
    state: 'fetched',
    before:
      'echo \'{"packages": {}}\' > "src/config/manifest-lock.$(uname -m).json"; echo "packages: {}" > src/config/manifest-lock.overrides.yaml',
    run: ['fetch', '--strict'],
    exit: 1,
    out: ['Packages not found: '],
  },
  {
    section: '2.2',
    says: 'rpm overrides count only with --with-cosa-overrides',
    state: 'fetched',
    before: 'cp "$(find cache -name "hostname-1-1*.rpm" | head -1)" overrides/rpm/',
    run: [],
    shell:
      'cosa fetch && test ! -e tmp/override/coreos-assembler-local-overrides.repo && cosa fetch --with-cosa-overrides',
    exit: 0,
    after: 'test -e tmp/override/coreos-assembler-local-overrides.repo',
  },
  ...refusals('2.2', [
    { says: 'a positional argument', state: 'init', run: ['fetch', 'x'], out: ['ERROR: Too many arguments'] },
    { says: 'an unknown flag', state: 'init', run: ['fetch', '--no-such'], out: ['unrecognized option'] },
    { says: '--autolock with --strict', state: 'init', run: ['fetch', '--autolock=9', '--strict'] },
    {
      says: '--autolock with a base lock file',
      state: 'init',
      before: 'echo \'{"packages": {}}\' > "src/config/manifest-lock.$(uname -m).json"',
      run: ['fetch', '--autolock=9'],
    },
  ]),
];

const edit = (file: string, expression: string): string => `sed -i '${expression}' src/config/${file}`;

/** Section 2.3: what `build` takes and refuses. */
export const BUILD_ROWS: readonly Row[] = [
  // Flags are read before anything is done: --prepare-only ends it there.
  ...[
    ['--parent-build', '1', '--tag', 'x', '-t', 'x', '--strict', '--skip-prune', '--delay-meta-merge'],
    ['--skip-config-archive', '--autolock', '1', '--force-image', '-f', '--force', '--force-nocache'],
    ['--parent', '0', '--version', '1', '--versionary', '-F'],
    ['--fetch'],
  ].map((flags): Row => ({
    section: '2.3',
    says: `takes ${flags.join(' ')}`,
    state: 'fetched',
    run: ['build', ...flags, '--prepare-only', 'ostree'],
    exit: 0,
  })),
  {
    section: '2.3',
    says: 'knows its targets',
    state: 'fetched',
    run: ['build', '--prepare-only', 'ostree', 'container', 'qemu', 'metal', 'metal4k', 'secex'],
    exit: 0,
  },
  ...refusals('2.3', [
    {
      says: 'an unknown flag: help',
      state: 'fetched',
      run: ['build', '--direct'],
      out: ['unrecognized option', 'Usage'],
    },
    {
      says: 'an unknown target',
      state: 'fetched',
      run: ['build', 'live'],
      out: ['fatal: Unrecognized target: live'],
    },
    {
      says: 'a work directory without builds/',
      state: 'config',
      run: ['build', 'ostree'],
      out: ['No ', '/builds found; did you run coreos-assembler init?'],
    },
    {
      says: 'a work directory on an overlay, with privileges',
      state: 'init',
      env: { FORCE_UNPRIVILEGED: '' },
      run: [],
      shell:
        'rm -rf ~/work && cp -a . ~/work && cd ~/work && cosa build ostree; rc=$?; rm -rf ~/work; exit $rc',
      out: ['must be a volume when privileged'],
    },
    {
      says: 'a work directory that cannot be written',
      state: 'init',
      before: 'sudo chown root:root .',
      run: ['build', 'ostree'],
      out: ['fatal: ', ' is not writable'],
    },
    {
      says: 'no manifest.yaml',
      state: 'init',
      before: 'rm src/config/manifest.yaml',
      run: ['build', 'ostree'],
      out: ['Failed to find ', '/manifest.yaml'],
    },
    {
      says: 'no name',
      state: 'init',
      before: edit('manifest.yaml', '/^metadata:/,+1d'),
      run: ['build', 'ostree'],
      out: ['Missing required field in src/config/manifest.yaml: '],
    },
    {
      says: 'no automatic-version-prefix (until December 2025)',
      state: 'init',
      before: edit('manifest.yaml', '/^automatic-version-prefix/d'),
      run: ['build', 'ostree'],
      out: ['Missing required field in src/config/manifest.yaml: '],
    },
    {
      says: 'overlay/',
      state: 'init',
      before: 'mkdir src/config/overlay',
      run: ['build', 'ostree'],
      out: ['ERROR: overlay/ directory is no longer supported, use overlay.d/'],
    },
    {
      says: 'no .repo file; links do not count',
      state: 'init',
      before: 'mv src/config/lab.repo src/config/elsewhere && ln -s elsewhere src/config/lab.repo',
      run: ['build', 'ostree'],
      out: ['ERROR: no yum repo files were found'],
    },
    {
      says: 'no fetch before and no build',
      state: 'init',
      run: ['build', 'ostree'],
      out: ['Must fetch before building'],
    },
    {
      says: 'a kickstart file',
      state: 'fetched',
      before: 'touch src/config/image.ks',
      run: ['build', 'ostree'],
      out: ['Kickstart support was removed'],
    },
    {
      says: 'an ostree-format of another time',
      state: 'fetched',
      before: 'echo "ostree-format: tar" >> src/config/image.yaml',
      run: ['build', 'ostree'],
      out: ['Unknown ostree-format: tar'],
    },
    {
      says: 'a composefs setting nobody knows',
      state: 'fetched',
      before: 'echo "composefs: maybe" >> src/config/image.yaml',
      run: ['build', 'ostree'],
      out: ['Unhandled composefs setting'],
    },
    {
      says: 'the target secex without the disk it is sealed with, after the commit',
      state: 'built',
      run: ['build', 'secex'],
      out: ['No changes in image inputs.', 'No genprotimgvm provided at /data.secex/genprotimgvm.qcow2'],
    },
    {
      says: 'no platforms.yaml',
      state: 'fetched',
      before: 'rm src/config/platforms.yaml',
      run: ['build', 'ostree'],
      out: ['cp: cannot stat ', 'platforms.yaml'],
    },
    {
      says: 'no live/, since August 2024',
      state: 'fetched',
      before: 'rm -r src/config/live',
      run: ['build', 'ostree'],
      out: ['cp: cannot stat ', '/live'],
    },
    {
      says: 'a configuration that is no git repository',
      state: 'fetched',
      before: 'rm -rf src/config/.git',
      run: ['build', 'ostree'],
      out: ['not a git repository'],
    },
    {
      says: 'a manifest that names a repository without a .repo file',
      state: 'fetched',
      before: edit('manifest.yaml', 's/^repos: .*/repos: [lab, other]/'),
      run: ['build', 'ostree'],
      out: ['Discovered rpm-md repositories:', 'Unknown rpm-md repository: other'],
    },
    {
      says: 'a layer without a directory in overlay.d',
      state: 'fetched',
      before: 'echo "ostree-layers: [overlay/none]" >> src/config/manifest.yaml',
      run: ['build', 'ostree'],
      out: ["Refspec 'overlay/none' not found"],
    },
    {
      says: 'nothing changed, and the previous build is gone',
      state: 'built',
      before:
        'rm -rf builds/9.1 && echo \'{"schema-version":"1.0.0","builds":[],"timestamp":""}\' > builds/builds.json',
      run: ['build', 'ostree'],
      out: ['compose tree had no changes, but no previous build or cached data; try rerunning with --force'],
    },
  ]),
  {
    exit: 0,
    section: '4.2',
    says: 'COSA_SKIP_OVERLAY allows a work directory on an overlay, with privileges',
    state: 'fetched',
    env: { FORCE_UNPRIVILEGED: '', COSA_SKIP_OVERLAY: '1' },
    run: [],
    shell:
      'rm -rf ~/skip && cp -a . ~/skip && cd ~/skip && cosa build --prepare-only ostree; rc=$?; sudo rm -rf ~/skip; exit $rc',
  },
  {
    exit: 1,
    section: '3.1',
    says: 'build metadata of another major version',
    state: 'built',
    before: 'sed -i \'s/"schema-version": "1.0.0"/"schema-version": "2.0.0"/\' builds/builds.json',
    run: ['build', 'ostree'],
    out: ['Unsupported build metadata version'],
  },
  {
    exit: 1,
    section: '4.3',
    says: 'no /dev/kvm and nothing said about it',
    state: 'init',
    env: { COSA_NO_KVM: '' },
    run: ['build', 'ostree'],
    out: ['fatal: Missing /dev/kvm; you can set COSA_NO_KVM=1'],
  },
];
