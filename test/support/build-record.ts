import type { BuildRecord } from '../../src/build-record/record.ts';

/** A record of an invented build. */
export function makeBuildRecord(parts: Partial<BuildRecord> = {}): BuildRecord {
  return {
    schema: 1,
    buildId: '9.20261124.0',
    name: 'ovirt-node',
    target: 'el9',
    arch: 'x86_64',
    ref: 'ovirt/x86_64/node/4.5',
    ostreeCommit: 'a'.repeat(64),
    dialect: 'D2',
    finished: '2026-11-24T03:00:00.000Z',
    assembler: { reference: 'registry/cosa:rhcos-4.17', digest: `sha256:${'b'.repeat(64)}` },
    baseConfig: { url: 'https://git.example/base', commit: 'c'.repeat(40) },
    release: { nevr: 'ovirt-release-4.5-1', sha256: 'd'.repeat(64) },
    config: { 'manifest.yaml': 'e'.repeat(64), 'live/isolinux/isolinux.cfg': 'f'.repeat(64) },
    layers: ['overlay/99ovirt-node'],
    scripts: [{ name: 'set a preset', sha256: '1'.repeat(64) }],
    packages: [
      ['bash', '0', '5.1', '9.el9', 'x86_64'],
      ['vdsm', '1', '4.5', '1', 'x86_64'],
    ],
    images: [
      {
        kind: 'live-iso',
        file: 'ovirt-node-9.20261124.0-el9-live.x86_64.iso',
        size: 7,
        sha256: '2'.repeat(64),
        artifact: { id: 11, url: 'https://github.com/ovirt/some-node/actions/runs/41/artifacts/11' },
      },
    ],
    fingerprint: { assembler: 'sha256:1', base: '2', 'repository:baseos': '3' },
    run: { id: 41, url: 'https://github.com/ovirt/some-node/actions/runs/41', sha: '4'.repeat(40) },
    configPath: 'config',
    ...parts,
  };
}
