import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import type { EmptyPackage, RealPackage } from '../repos/spec.ts';

/**
 * Packages every manifest of a tree asks for on x86_64, in the words of the treefile: blanks separate, single quotes
 * keep a query together. Read apart from the product's own engine, and of all manifests, so that neither what is
 * included nor how it is merged can hide a name.
 */
export async function packagesAskedFor(dir: string): Promise<EmptyPackage[]> {
  const queries = new Set<string>();
  for (const path of await readdir(dir, { recursive: true })) {
    if (!path.endsWith('.yaml')) continue;
    const manifest: unknown = parse(await readFile(join(dir, path), 'utf8'));
    if (typeof manifest !== 'object' || manifest === null) continue;
    for (const [key, value] of Object.entries(manifest)) {
      if (!/^packages(-x86_64)?$/.test(key) || !Array.isArray(value)) continue;
      for (const item of value)
        for (const [, quoted, plain = ''] of String(item).matchAll(/'([^']*)'|([^\s']+)/g))
          queries.add(quoted ?? plain);
    }
  }
  const packages = new Map<string, EmptyPackage>();
  // One tree asks for a name alone and for a version of it.
  for (const query of [...queries].sort()) {
    const [, name = query, version] = /^(\S+) >?= (\S+)$/.exec(query) ?? [];
    if (version !== undefined) packages.set(name, { name, version });
    else if (!packages.has(name)) packages.set(name, { name });
  }
  return [...packages.values()];
}

/** A package and the files its real counterpart has that scripts of the real trees use; `''` makes a directory. */
interface StandIn {
  readonly name: string;
  readonly requires?: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

const say = (name: string): string => `#!/usr/bin/bash\necho "# rehearsal: ${name} $*"\n`;

/** What both trees need. */
const STAND_INS: readonly StandIn[] = [
  { name: 'bootupd', files: { 'usr/bin/bootupctl': say('bootupctl') } },
  {
    name: 'authselect',
    requires: ['pam'],
    // The base drops the first line of what it prints.
    files: { 'usr/bin/authselect': `${say('authselect')}echo "# rehearsal: a profile of $*"\n` },
  },
  { name: 'pam', files: { 'etc/pam.d': '' } },
  { name: 'open-vm-tools', files: { 'etc/vmware-tools': '' } },
  {
    name: 'zram-generator',
    // The EL 9 base takes the default configuration out of the package.
    files: {
      'usr/lib/systemd/zram-generator.conf': '[zram0]\n',
      'usr/lib/systemd/system-generators/zram-generator': say('zram-generator'),
    },
  },
];

/** Fedora's os-release comes by way of a dependency; the EL 9 base asks for its release package itself. */
const FEDORA: readonly StandIn[] = [
  { name: 'shadow-utils', requires: ['fedora-release-common'], files: { 'usr/bin/useradd': say('useradd') } },
  {
    name: 'fedora-release-common',
    files: {
      'usr/lib/os-release':
        'NAME="Fedora Linux"\nID=fedora\nVERSION="40 (Forty)"\nVERSION_ID=40\nPRETTY_NAME="Fedora Linux 40 (Forty)"\n',
    },
  },
];

/** Makes the roots of the packages with files. @param work directory they are made in. */
export async function standInPackages(work: string, os: 'fedora' | 'c9s'): Promise<RealPackage[]> {
  const packages: RealPackage[] = [];
  for (const { name, requires, files } of [...STAND_INS, ...(os === 'fedora' ? FEDORA : [])]) {
    const root = join(work, `${os}-${name}-root`);
    for (const [path, text] of Object.entries(files)) {
      await mkdir(text === '' ? join(root, path) : dirname(join(root, path)), { recursive: true });
      if (text !== '')
        await writeFile(join(root, path), text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
    }
    packages.push({ name, version: '2', root, requires: ['bash', ...(requires ?? [])] });
  }
  return packages;
}
