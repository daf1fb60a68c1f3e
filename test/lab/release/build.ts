import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rpmbuild } from '../repos/build.ts';
import { signPackages, type LabKey } from '../repos/key.ts';
import { realSpec } from '../repos/spec.ts';

/** A release package in the layout of ovirt-release-master: repo files below usr/share, a key in etc/pki. */
export async function buildReleaseRpm(options: {
  workDir: string;
  repoUrl: string;
  key: LabKey;
  /** rpmbuild's word for how the payload is packed. */
  payload?: string;
}): Promise<string> {
  const { workDir, repoUrl, key, payload } = options;
  await rm(workDir, { recursive: true, force: true });
  const root = join(workDir, 'root');
  const share = join(root, 'usr', 'share', 'ovirt-release-master');
  const pki = join(root, 'etc', 'pki', 'rpm-gpg');
  await mkdir(share, { recursive: true });
  await mkdir(pki, { recursive: true });
  await copyFile(key.path, join(pki, 'RPM-GPG-KEY-oVirt-lab'));
  const repo = (id: string, gpgcheck: 0 | 1): string =>
    [
      `[${id}]`,
      `name=${id}`,
      `baseurl=${repoUrl}/ovirt`,
      `gpgcheck=${gpgcheck}`,
      'enabled=1',
      ...(gpgcheck === 1 ? ['gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-oVirt-lab'] : []),
      '',
    ].join('\n');
  await writeFile(join(share, 'ovirt-snapshot.repo'), repo('ovirt-master-snapshot', 1));
  for (const target of ['el9', 'el10']) {
    for (const arch of ['x86_64', 'aarch64']) {
      await writeFile(
        join(share, `ovirt-${target}-stream-${arch}-deps.repo`),
        `# dependencies of ${target}\n${repo(`ovirt-${target}-testing`, 0)}\n[crb]\nname=crb\nbaseurl=${repoUrl}/baseos\nenabled=1\ngpgcheck=1\ngpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-oVirt-lab\n`,
      );
    }
  }
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
