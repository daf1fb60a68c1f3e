import type { BuildRecord, PackageTuple } from '../../../src/build-record/record.ts';

/** `name-[epoch:]version-release.arch` as the assembler lists a package; no name with a dot is used here. */
export function tuple(nevra: string): PackageTuple {
  const [, name, epoch = '0', version, release, arch] =
    /^(.+)-(?:(\d+):)?([^-]+)-([^-]+)\.([^.]+)$/.exec(nevra) ?? [];
  if (name === undefined || version === undefined || release === undefined || arch === undefined)
    throw new Error(`no package: ${nevra}`);
  return [name, epoch, version, release, arch];
}

/** A whole record; a test says what it is about. */
export function record(packages: readonly string[], more: Partial<BuildRecord> = {}): BuildRecord {
  return {
    schema: 1,
    buildId: '9.20260101.0',
    name: 'ovirt-node',
    target: 'el9',
    arch: 'x86_64',
    ref: 'ovirt/x86_64/node/4.5',
    ostreeCommit: 'a'.repeat(64),
    dialect: 'D2',
    finished: '2026-01-01T03:00:00Z',
    assembler: { reference: 'registry.example/cosa:x', digest: `sha256:${'b'.repeat(64)}` },
    baseConfig: { url: 'https://github.com/openshift/os', commit: 'c'.repeat(40) },
    release: { nevr: 'ovirt-release-master-4.5-1', sha256: 'd'.repeat(64) },
    config: { 'manifest.yaml': '1', 'overlay.d/99/a': '2' },
    layers: ['overlay/01', 'overlay/02'],
    scripts: [
      { name: 'first', sha256: '1'.repeat(64) },
      { name: 'second', sha256: '2'.repeat(64) },
    ],
    packages: packages.map(tuple),
    images: [
      {
        kind: 'live-iso',
        file: 'a.iso',
        size: 2 * 1024 ** 3,
        sha256: 'e'.repeat(64),
        artifact: null,
      },
    ],
    fingerprint: { 'repository:baseos': '1', inputs: 'x', config: 'y' },
    run: null,
    ...more,
  };
}
