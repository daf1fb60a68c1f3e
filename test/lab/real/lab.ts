import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BASE_PACKAGES, X86_PACKAGES } from '../base-config/tree.ts';
import { startGitServer } from '../git-server/server.ts';
import { hostAddress } from '../host.ts';
import { buildRepositories } from '../repos/build.ts';
import { startFileServer } from '../repos/server.ts';
import { LAB_DIR } from '../rooms.ts';
import { fedoraBase, freshGitRoot, openshiftBase, type RealBase } from './base.ts';
import { release2020, todaysRelease, type RealRelease } from './release.ts';
import { buildRealRepositories, gpgKeysDirectory } from './repositories.ts';

/** The real trees, served by the lab, with everything they ask for. */
export interface RealLab {
  readonly fedora: RealBase;
  readonly openshift: RealBase;
  /** The release package of 2020, for Fedora. */
  readonly release2020: RealRelease;
  /** The release package of today, for EL 9 and 10. */
  readonly release: RealRelease;
  /** A .repo file that brings CRB. */
  readonly crbRepo: string;
  /** Value of engine-args: the keys the real assembler has as the package distribution-gpg-keys. */
  readonly engineArgs: string;
  /** Paths below the repositories that were asked for so far. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Starts what the real trees need besides the lab itself. */
export async function startRealLab(): Promise<RealLab> {
  const labDir = LAB_DIR;
  const host = hostAddress();
  const { root, key } = await buildRepositories({ labDir, packages: [...BASE_PACKAGES, ...X86_PACKAGES] });
  const real = await buildRealRepositories(labDir, key);
  const files = await startFileServer(dirname(root), host);
  const baseos = `${files.url}/${basename(root)}/baseos/`;
  const url = `${files.url}/${basename(real)}`;
  const keyUrl = `${files.url}/${basename(key.path)}`;
  // The lists the 2020 package asks for; the release number comes from the solver.
  for (const [name, dir] of [
    ['mirrorlist-ovirt-master-snapshot-fc40', 'snapshot-2020'],
    ['mirrorlist-ovirt-master-snapshot-static-fc40', 'node'],
  ] as const)
    await writeFile(join(real, name), `${url}/${dir}/\n`);
  const work = join(labDir, 'real');
  await mkdir(work, { recursive: true });
  const gitRoot = await freshGitRoot(join(work, 'git'));
  const git = await startGitServer(gitRoot, host);
  const addresses = {
    fedora: baseos,
    'fedora-updates': `${url}/fedora/`,
    'c9s-baseos': baseos,
    'c9s-appstream': `${url}/c9s/`,
  };
  return {
    fedora: await fedoraBase(gitRoot, git.url, addresses),
    openshift: await openshiftBase(gitRoot, git.url, addresses),
    release2020: await release2020(join(work, 'release-2020'), key, url, keyUrl),
    release: await todaysRelease(join(work, 'release'), key, url, keyUrl),
    crbRepo:
      `[c9s-crb]\nname=CentOS Stream 9 - CRB\nbaseurl=${url}/crb/\ngpgcheck=1\n` +
      'gpgkey=file:///usr/share/distribution-gpg-keys/centos/RPM-GPG-KEY-CentOS-Official\n',
    engineArgs: `--volume=${await gpgKeysDirectory(join(work, 'keys'), key)}:/usr/share/distribution-gpg-keys:ro`,
    requests: files.requests,
    close: async () => {
      await Promise.all([files.close(), git.close()]);
    },
  };
}
