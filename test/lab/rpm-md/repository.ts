import { createHash } from 'node:crypto';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from '../must.ts';
import { rpmbuild } from '../repos/build.ts';

/** A package with everything a string may ask for: an epoch, capabilities with and without versions, files. */
const SPEC = `
Name: alpha
Epoch: 2
Version: 1.2~rc1
Release: 3.el9
Summary: <alpha> & "more"
License: MIT
BuildArch: noarch
Provides: unversioned
Provides: ver = 1.0
Provides: verrel = 1.0-5
Provides: withepoch = 3:1.0
Provides: range >= 2
Provides: below < 2
Provides: /opt/virtual
Provides: command(x)
Provides: a(b) = 1
Provides: with&sign
%define _build_id_links none
%define __os_install_post %{nil}
%description
]]> <package> <!-- not a comment
%install
mkdir -p %{buildroot}/usr/share/alpha %{buildroot}/usr/bin
echo x > "%{buildroot}/usr/share/alpha/a&b"
echo x > %{buildroot}/usr/share/alpha/data
echo x > %{buildroot}/usr/bin/alpha
%files
/usr/share/alpha
/usr/bin/alpha
%package -n alpha-libs
Summary: libs
%description -n alpha-libs
libs
%files -n alpha-libs
`;

/** How createrepo_c packs; zstd is packed afterwards, because Debian's version of it cannot. */
export const COMPRESSIONS = ['gz', 'bz2', 'xz', 'zstd'] as const;

/** Builds the packages and, for each compression, a repository of them below `work`, named after it. */
export async function buildRepositories(work: string): Promise<void> {
  await rm(work, { recursive: true, force: true });
  const packages = join(work, 'packages');
  await rpmbuild(SPEC.trimStart(), join(work, 'build'), packages);
  for (const compression of COMPRESSIONS) {
    const dir = join(work, compression);
    await cp(packages, dir, { recursive: true });
    const type = compression === 'zstd' ? 'gz' : compression;
    await must(['createrepo_c', '--quiet', '--no-database', `--general-compress-type=${type}`, dir]);
    if (compression === 'zstd') await packWithZstd(join(dir, 'repodata'));
  }
}

/** Packs what gzip has packed anew, and describes it in repomd.xml. */
async function packWithZstd(dir: string): Promise<void> {
  const repomd = join(dir, 'repomd.xml');
  let text = await readFile(repomd, 'utf8');
  for (const name of await readdir(dir)) {
    if (!name.endsWith('.gz')) continue;
    const file = join(dir, name);
    const [before] = name.split('-');
    await must(['zstd', '--quiet', '--rm', '--format=gzip', '-d', file]);
    const plain = file.slice(0, -3);
    await must(['zstd', '--quiet', '--rm', plain]);
    const packed = await readFile(`${plain}.zst`);
    const sha256 = createHash('sha256').update(packed).digest('hex');
    const { length } = await readFile(`${plain}.zst`);
    text = text
      .replaceAll(
        `<location href="repodata/${name}"/>`,
        `<location href="repodata/${name.slice(0, -3)}.zst"/>`,
      )
      .replace(
        new RegExp(`(<checksum type="sha256">)${before}(</checksum>[^]*?<size>)\\d+`),
        `$1${sha256}$2${length}`,
      );
  }
  await writeFile(repomd, text);
}
