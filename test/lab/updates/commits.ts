import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planImages, TARBALL } from '../../../src/assembler/plan.ts';
import { planRequest } from '../assembler/plan-request.ts';
import { must } from '../must.ts';

/** Ref of the commits, as a manifest has it. */
export const REF = 'ovirt/x86_64/node/4.5';

/** What a night leaves. */
export interface NightBuild {
  readonly version: string;
  readonly commit: string;
  /** The commit tarball, packed by the product's own step. */
  readonly tarball: string;
}

/**
 * Commits a small tree that ostree takes for a bootable one, as the assembler leaves it in tmp/repo, and packs it with
 * the step of the product.
 *
 * @param work stands for the assembler's work directory; several nights may share one.
 */
export async function buildNight(work: string, version: string): Promise<NightBuild> {
  const tree = join(work, `tree-${version}`);
  const repo = `--repo=${join(work, 'tmp', 'repo')}`;
  await writeTree(tree, version);
  await mkdir(join(work, 'tmp', 'repo'), { recursive: true });
  await must(['ostree', 'init', repo, '--mode=archive']);
  const options = [
    '--owner-uid=0',
    '--owner-gid=0',
    '--no-xattrs',
    `--add-metadata-string=version=${version}`,
  ];
  // Bound to its ref, which is the strictest commit there can be.
  const made = await must(['ostree', 'commit', repo, `--branch=${REF}`, ...options, tree]);
  const commit = made.trim();
  await must(['ostree', 'refs', repo, `--create=${version}`, commit]);
  await pack(work, version, commit);
  const tarball = join(work, `${version}.tar`);
  await rename(join(work, TARBALL), tarball);
  return { version, commit, tarball };
}

/** @param commit what meta.json would say. */
export async function pack(work: string, id: string, commit: string): Promise<void> {
  const plan = planRequest({
    image: 'none',
    srvDir: work,
    configDir: work,
    scratchDir: work,
    images: ['commit-tarball'],
    paths: { work, config: work, scratch: work },
  });
  const steps = planImages(plan, { id, ref: REF, timestamp: '2026-11-25T00:00:00Z', commit }, []);
  const [step] = steps;
  const program = step?.container.entrypoint;
  if (steps.length !== 1 || step === undefined || program === undefined)
    throw new Error('no step that packs');
  await must([program, ...step.container.command], { cwd: work });
}

/** The least ostree deploys: a kernel with its initramfs, a name for the boot menu, and the directories of a root. */
async function writeTree(tree: string, version: string): Promise<void> {
  await rm(tree, { recursive: true, force: true });
  const files: Readonly<Record<string, string>> = {
    'usr/lib/modules/5.14.0/vmlinuz': `kernel of ${version}\n`,
    'usr/lib/modules/5.14.0/initramfs.img': `initramfs of ${version}\n`,
    'usr/lib/os-release': `NAME="oVirt Node"\nID=ovirt-node\nVERSION="${version}"\nPRETTY_NAME="oVirt Node ${version}"\n`,
    'usr/etc/vdsm.conf': `default of ${version}\n`,
    'usr/etc/untouched.conf': `default of ${version}\n`,
    'usr/share/ovirt-node/build-facts': `version=${version}\n`,
  };
  for (const dir of ['boot', 'dev', 'proc', 'run', 'sys', 'sysroot', 'tmp', 'var'])
    await mkdir(join(tree, dir), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(tree, path, '..'), { recursive: true });
    await writeFile(join(tree, path), text);
  }
  await symlink('sysroot/ostree', join(tree, 'ostree'));
}
