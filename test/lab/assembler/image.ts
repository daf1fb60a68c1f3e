import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from '../must.ts';
import { BASE_CONTENT, makeBase } from './base.ts';

const SETUP = `FROM BASE
COPY --chown=0:0 lower /usr/lib/oni-lab
COPY --chown=0:0 upper /usr/lib/coreos-assembler
RUN mv /usr/lib/oni-lab/rpm-ostree /usr/lib/oni-lab/coreos-installer /usr/bin/ \\
 && mv /usr/lib/coreos-assembler/coreos-assembler /usr/bin/coreos-assembler \\
 && ln -s coreos-assembler /usr/bin/cosa \\
 && groupadd --gid 36 kvm36 && useradd --uid 1000 --create-home --groups 36 --shell /bin/bash builder \\
 && echo 'builder ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/builder \\
 && mkdir -p /etc/rpm /cosa /srv /usr/share/rpm /etc/dnf/vars \\
 && echo '%_dbpath /usr/share/rpm' > /etc/rpm/macros \\
 && python3 -m compileall -q /usr/lib/oni-lab /usr/lib/coreos-assembler \\
 && echo '{"date":"2024-10-01T00:00:00Z","git":{"commit":"0000000000000000000000000000000000000d02","branch":"rehearsal-d2","dirty":"false","origin":"rehearsal"}}' > /cosa/coreos-assembler-git.json
WORKDIR /srv
USER builder
ENTRYPOINT ["/usr/bin/dumb-init", "/usr/bin/coreos-assembler"]
`;

/** Where the image is made. */
export interface AssemblerImageOptions {
  readonly labDir: string;
  /** Environment of the lab's engine. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Makes sure the rehearsal assembler is in the engine's storage: a Debian base, kept as a tar file by what goes into
 * it, and a thin layer of our programs.
 *
 * @returns its name.
 */
export async function ensureAssemblerImage(options: AssemblerImageOptions): Promise<string> {
  const here = import.meta.dirname;
  const baseHash = hash(BASE_CONTENT);
  const base = `localhost/oni-lab-base:${baseHash}`;
  const layerHash = hash(baseHash + SETUP + (await contentOf(here)));
  const image = `localhost/oni-lab-assembler:${layerHash}`;
  if (await exists(image, options)) return image;
  if (!(await exists(base, options))) {
    const tar = join(options.labDir, 'cache', `base-${baseHash}.tar`);
    if (!existsSync(tar)) await makeBase(options.labDir, tar);
    await must(['podman', 'import', '--quiet', tar, base], { env: options.env });
  }
  const context = join(options.labDir, 'tmp', 'assembler');
  await rm(context, { recursive: true, force: true });
  await mkdir(context, { recursive: true });
  await cp(join(here, 'lower'), join(context, 'lower'), { recursive: true });
  await cp(join(here, 'upper'), join(context, 'upper'), { recursive: true });
  await writeFile(join(context, 'Containerfile'), SETUP.replace('BASE', base));
  await must(['podman', 'build', '--quiet', '--format=docker', '--tag', image, context], {
    env: options.env,
  });
  return image;
}

async function exists(image: string, options: AssemblerImageOptions): Promise<boolean> {
  return await must(['podman', 'image', 'exists', image], { env: options.env }).then(
    () => true,
    () => false,
  );
}

/** Content of all programs of the image, in a fixed order. */
async function contentOf(dir: string): Promise<string> {
  const parts: string[] = [];
  for (const half of ['lower', 'upper']) {
    for (const name of (await readdir(join(dir, half))).sort()) {
      parts.push(name, await readFile(join(dir, half, name), 'utf8'));
    }
  }
  return parts.join('\0');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
