import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from '../must.ts';

const OS = 'ovirt-node';

/** A root directory as that of an installed node, without what boots it. */
export interface Node {
  readonly sysroot: string;
  /** Runs the block of docs/updates.md below the sentence that begins with these words, as a person would. */
  readonly follow: (sentence: string, values?: Readonly<Record<string, string>>) => Promise<string>;
  /** Commits of the deployments, the one that boots next first. */
  readonly deployed: () => Promise<string[]>;
  /** Text of a file of a deployment. */
  readonly read: (commit: string, path: string) => Promise<string>;
  /** Kernel arguments of the entry that boots next. */
  readonly kernelArguments: () => Promise<string>;
}

/** Makes an empty one. @param ref what is followed. */
export async function makeNode(dir: string, ref: string): Promise<Node> {
  const sysroot = join(dir, 'node');
  await mkdir(sysroot);
  // The root of a deployment could not be removed after the test with the flag that protects it.
  const env = { OSTREE_SYSROOT_DEBUG: 'mutable-deployments' };
  await must(['ostree', 'admin', 'init-fs', '--modern', sysroot]);
  await must(['ostree', 'admin', 'os-init', `--sysroot=${sysroot}`, OS]);
  const guide = await readFile('docs/updates.md', 'utf8');
  const deployment = (commit: string): string =>
    join(sysroot, 'ostree', 'deploy', OS, 'deploy', `${commit}.0`);
  return {
    sysroot,
    follow: async (sentence, values = {}) => {
      const script = blockBelow(guide, sentence);
      const variables = { TEMP: dir, SYSROOT: sysroot, OS, REF: ref, ...values };
      return await must(['sh', '-euc', script], { env: { ...env, ...variables } });
    },
    deployed: async () => {
      const status = await must(['ostree', 'admin', 'status', `--sysroot=${sysroot}`]);
      return [...status.matchAll(/^[* ] \S+ ([0-9a-f]{64})\.\d+/gm)].map(([, commit = '']) => commit);
    },
    read: async (commit, path) => await readFile(join(deployment(commit), path), 'utf8'),
    kernelArguments: async () => {
      const entries = join(sysroot, 'boot', 'loader', 'entries');
      const texts = await Promise.all(
        (await readdir(entries)).map(async (name) => await readFile(join(entries, name), 'utf8')),
      );
      const version = (text: string): number => Number(/^version (\d+)$/m.exec(text)?.[1]);
      const [first = ''] = texts.toSorted((one, two) => version(two) - version(one));
      return /^options (.*)$/m.exec(first)?.[1] ?? '';
    },
  };
}

/** The block of commands after the paragraph that begins so. @throws Error when there is none */
function blockBelow(guide: string, sentence: string): string {
  const from = guide.indexOf(`\n${sentence}`);
  const block = /```sh\n(.*?)^```$/ms.exec(guide.slice(Math.max(from, 0)))?.[1];
  if (from < 0 || block === undefined) throw new Error(`docs/updates.md has no block below ${sentence}`);
  return block;
}
