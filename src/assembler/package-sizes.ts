import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { formatNevra } from '../rpm-md/nevra.ts';
import { containerOf, type PlanRequest, type Step } from './plan.ts';

/** Where the sizes are written, below the work directory: the commit, then a line for each package. */
export const SIZES_FILE = 'tmp/oni-package-sizes.tsv';

/** Largest file that is read, in bytes; 1,000 packages take 60 KiB. */
const LONGEST = 16 * 1024 * 1024;

/**
 * Constant text; commit, work directory and path come as arguments. The commit's own rpm database is asked, which is
 * in the one place or the other, with a link from the other to it; rpm would make an empty database where it finds none.
 *
 * UNVERIFIED: that the rpm of the real image reads the database of the release it composes; without it sizes are
 * missing, and nothing else.
 */
const SIZES_SCRIPT = `
set -eu
cd "$2"
work=$(mktemp -d "$PWD/tmp/oni-sizes.XXXXXX")
trap 'rm -rf "$work"' EXIT
for path in /usr/share/rpm /usr/lib/sysimage/rpm; do
  rm -rf "$work/rpm"
  ostree checkout --repo=tmp/repo --user-mode --subpath="$path" "$1" "$work/rpm" 2>/dev/null || continue
  for database in rpmdb.sqlite Packages.db Packages; do
    [ -f "$work/rpm/$database" ] || continue
    printf '%s\\n' "$1" > "$3.part"
    rpm --dbpath="$work/rpm" -qa --queryformat \\
      '%{NAME}\\t%{EPOCHNUM}\\t%{VERSION}\\t%{RELEASE}\\t%{ARCH}\\t%{LONGSIZE}\\n' >> "$3.part"
    mv "$3.part" "$3"
    exit 0
  done
done
echo "the commit has no rpm database" >&2
exit 1
`;

/** The step that asks how large each package of a commit is: neither commitmeta.json nor the lock file says it. */
export function planSizes(request: PlanRequest, commit: string): Step {
  return {
    id: 'sizes',
    title: 'Ask the sizes of the packages',
    container: {
      ...containerOf(request),
      network: 'none',
      passEnv: [],
      devices: [],
      entrypoint: 'sh',
      command: ['-c', SIZES_SCRIPT, 'sizes', commit, request.paths.work, SIZES_FILE],
    },
  };
}

/**
 * Reads what the step left.
 *
 * @returns bytes installed, by `name-[epoch:]version-release.arch`; undefined when the file is not there, is about
 * another commit, or is nothing the step writes.
 */
export async function readSizes(file: string, commit: string): Promise<Record<string, number> | undefined> {
  // The assembler's user can write there: a link could lead to any file of this machine.
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const info = await handle.stat();
    if (!info.isFile() || info.size > LONGEST) return undefined;
    return parseSizes(await handle.readFile('utf8'), commit);
  } finally {
    await handle.close();
  }
}

function parseSizes(text: string, commit: string): Record<string, number> | undefined {
  const [first, ...lines] = text.trimEnd().split('\n');
  if (first !== commit) return undefined;
  // No commit is without packages: rpm found another kind of database.
  if (lines.length === 0) return undefined;
  const sizes: Record<string, number> = {};
  for (const line of lines) {
    const [name = '', epoch = '', version = '', release = '', arch = '', size = '', ...more] =
      line.split('\t');
    if (!/^\d{1,15}$/.test(size) || more.length > 0) return undefined;
    sizes[formatNevra({ name, epoch, version, release, arch })] = Number(size);
  }
  return sizes;
}
