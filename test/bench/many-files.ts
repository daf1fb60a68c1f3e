import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Packages a file asks for. */
const PACKAGES = 12;

/**
 * Writes a configuration of so many treefiles: a manifest and the files it includes, each with packages of its own,
 * comments, an architecture's package and a script, as those of real configurations are.
 *
 * @returns the directory.
 */
export async function writeTree(dir: string, files: number): Promise<string> {
  await mkdir(join(dir, 'manifests'), { recursive: true });
  const names = Array.from({ length: files - 1 }, (_, index) => `manifests/${index}.yaml`);
  const include = names.length === 0 ? '' : `include:\n${names.map((name) => `  - ${name}\n`).join('')}`;
  await writeFile(
    join(dir, 'manifest.yaml'),
    `ref: example/node\nreleasever: 9\nboot-location: modules\npackages:\n  - bash\n${include}`,
  );
  await Promise.all(names.map(async (name, index) => await writeFile(join(dir, name), treefile(index))));
  return dir;
}

function treefile(index: number): string {
  const packages = Array.from(
    { length: PACKAGES },
    (_, at) => `  # Why the node needs it\n  - package-${index}-${at}\n`,
  );
  return `# Part ${index}
packages:
${packages.join('')}packages-x86_64:
  - package-${index}-x86
postprocess:
  - |
    #!/usr/bin/env bash
    set -xeuo pipefail
    echo ${index} > /usr/share/node-${index}
`;
}
