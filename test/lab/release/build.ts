import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rpmbuild } from '../repos/build.ts';
import { signPackages, type LabKey } from '../repos/key.ts';
import { realSpec } from '../repos/spec.ts';
import { releaseRepoFiles } from './repo-files.ts';

/** A release package in the layout of ovirt-release-master: repo files below usr/share; and a key in etc/pki. */
export async function buildReleaseRpm(options: {
  workDir: string;
  repoUrl: string;
  /** Where the solver gets the public key from. */
  keyUrl: string;
  key: LabKey;
  /** rpmbuild's word for how the payload is packed. */
  payload?: string;
}): Promise<string> {
  const { workDir, repoUrl, keyUrl, key, payload } = options;
  await rm(workDir, { recursive: true, force: true });
  const root = join(workDir, 'root');
  const share = join(root, 'usr', 'share', 'ovirt-release-master');
  const pki = join(root, 'etc', 'pki', 'rpm-gpg');
  await mkdir(share, { recursive: true });
  await mkdir(pki, { recursive: true });
  await copyFile(key.path, join(pki, 'RPM-GPG-KEY-oVirt-lab'));
  for (const [name, text] of Object.entries(releaseRepoFiles({ repoUrl, keyUrl }))) {
    await writeFile(join(share, name), text);
  }
  return await packRelease(root, workDir, key, payload);
}

/**
 * Packs and signs a release package.
 *
 * @param root files as they are once it is installed.
 * @param workDir where it is built.
 * @param payload rpmbuild's word for how the payload is packed.
 * @returns path of the package.
 */
export async function packRelease(
  root: string,
  workDir: string,
  key: LabKey,
  payload?: string,
): Promise<string> {
  const out = join(workDir, 'out');
  await rpmbuild(
    realSpec({
      name: 'ovirt-release-master',
      version: '4.5.7',
      root,
      ...(payload === undefined ? {} : { payload }),
    }),
    join(workDir, 'build'),
    out,
    'noarch',
  );
  const [file] = await readdir(out);
  if (file === undefined) throw new Error('rpmbuild made no release package');
  await signPackages([join(out, file)], key);
  return join(out, file);
}
