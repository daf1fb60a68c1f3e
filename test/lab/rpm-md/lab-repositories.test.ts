import { basename, dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { checkPackages } from '../../../src/rpm-md/check.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';
import { ROOT } from '../action.ts';
import { BASE_PACKAGES, X86_PACKAGES } from '../base-config/tree.ts';
import { buildRepositories } from '../repos/build.ts';
import { startFileServer } from '../repos/server.ts';

it('everything the rehearsal asks for is found in the repositories of the lab, and nothing else', async () => {
  const packages = [...BASE_PACKAGES, ...X86_PACKAGES];
  const { root } = await buildRepositories({ labDir: join(ROOT, '.lab'), packages });
  const server = await startFileServer(dirname(root), '127.0.0.1');
  try {
    const origin = { file: 'lab.repo', line: 1 };
    const used = ['baseos', 'ovirt', 'crb', 'sigs', 'snapshots'].map((id) => ({ id, origin }));
    const texts = [
      ...packages,
      'ovirt-host',
      'from-crb',
      'from-sigs',
      'ovirt-node-appliance',
      'ovirt-hots',
      'from-*',
    ];
    const findings = await checkPackages({
      repositories: used.map(({ id }) => ({
        id,
        values: new Map([['baseurl', `${server.url}/${basename(root)}/${id}/`]]),
        location: origin,
      })),
      used,
      basearch: 'x86_64',
      variables: { releasever: '9' },
      wants: texts.map((text) => ({ text, origins: [origin] })),
      locked: [],
      excluded: [],
      cacheDir: await tempDir(),
      network: { log: new MemoryLog() },
    });
    expect(findings.map(({ message }) => message)).toEqual([
      'ovirt-hots: none of baseos, ovirt, crb, sigs, snapshots has it; did you mean ovirt-host?',
    ]);
  } finally {
    await server.close();
  }
});
