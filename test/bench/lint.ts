import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasShared, SHARED } from '../support/shared.ts';
import { ROOT } from '../lab/action.ts';
import { labEnvironment, LAB_PREFIX } from '../lab/engine.ts';
import { must } from '../lab/must.ts';
import { copyRealTree } from '../lab/real/trees.ts';
import { LAB_DIR } from '../lab/rooms.ts';
import { interleaved, type Row } from './measure.ts';
import { writeTree } from './many-files.ts';

const NODE = join(ROOT, 'node_modules', '.bin', 'node');
const CLI = join(ROOT, 'dist', 'cli.js');
const ROUNDS = 11;
/** What a person waits for without noticing, in milliseconds. */
const AIM = 400;

/**
 * The whole process that looks real configurations over on four architectures, for each of which it flattens them, in
 * turns with the smallest container there can be: a linter that comes as an image takes at least that. And the process
 * that flattens one of them for one architecture and prints it.
 */
export async function lintReal(workDir: string): Promise<Row[]> {
  if (!hasShared()) throw new Error(`lint: the real configurations are not in ${SHARED}`);
  await rm(workDir, { recursive: true, force: true });
  const ovirt = await ovirtOverFedora(join(workDir, 'ovirt'));
  const openshift = join(workDir, 'openshift-os');
  await copyRealTree('openshift-os', openshift);
  const manifest = join(openshift, 'manifest-c9s.yaml');
  const env = await labEnvironment(LAB_DIR);
  const image = await smallestImage(join(workDir, 'image.tar'), env);
  try {
    const medians = await interleaved(
      {
        ovirt: async () => await timed([NODE, CLI, 'lint', ovirt]),
        openshift: async () => await timed([NODE, CLI, 'lint', openshift]),
        flatten: async () => await timed([NODE, CLI, 'flatten', '--basearch', 'x86_64', manifest]),
        container: async () =>
          await timed(
            ['podman', 'run', '--rm', '--pull=never', '--network=none', image, '/usr/bin/true'],
            env,
          ),
      },
      ROUNDS,
    );
    return [
      { what: 'lint of oVirt over Fedora CoreOS', value: medians.ovirt, unit: 'ms', aim: { most: AIM } },
      { what: 'lint of openshift/os', value: medians.openshift, unit: 'ms', aim: { most: AIM } },
      { what: 'flatten of openshift/os', value: medians.flatten, unit: 'ms', aim: { most: AIM } },
      { what: 'podman run of nothing', value: medians.container, unit: 'ms' },
      {
        what: 'the slower lint against podman',
        value: Math.max(medians.ovirt, medians.openshift) / medians.container,
        unit: 'times',
        aim: { most: 1 },
      },
    ];
  } finally {
    await must(['podman', 'rmi', '--force', image], { env });
  }
}

/** What a file more costs, in a tree of many against one of few; what the process costs by itself is taken off. */
export async function lintManyFiles(workDir: string): Promise<Row[]> {
  await rm(workDir, { recursive: true, force: true });
  const dir = async (files: number): Promise<string> => await writeTree(join(workDir, String(files)), files);
  const [one, few, many] = [await dir(1), await dir(100), await dir(1000)];
  const medians = await interleaved(
    {
      one: async () => await timed([NODE, CLI, 'lint', one]),
      few: async () => await timed([NODE, CLI, 'lint', few]),
      many: async () => await timed([NODE, CLI, 'lint', many]),
    },
    ROUNDS,
  );
  const [ofFew, ofMany] = [(medians.few - medians.one) / 99, (medians.many - medians.one) / 999];
  return [
    { what: 'lint of 1 file', value: medians.one, unit: 'ms' },
    { what: 'lint of 100 files', value: medians.few, unit: 'ms' },
    { what: 'lint of 1,000 files', value: medians.many, unit: 'ms' },
    { what: 'a file of 1,000 against one of 100', value: ofMany / ofFew, unit: 'times', aim: { most: 1.25 } },
  ];
}

/** The real oVirt manifest, its include corrected to where the base has it today. */
async function ovirtOverFedora(dir: string): Promise<string> {
  await mkdir(dirname(dir), { recursive: true });
  await cp(join(SHARED, 'data', 'ovirt-node-coreos'), dir, { recursive: true });
  await copyRealTree('fedora-coreos-config', join(dir, 'fedora-coreos-config'));
  const manifest = join(dir, 'manifest.yaml.in');
  const text = await readFile(manifest, 'utf8');
  const moved = text.replace('fedora-coreos-config/fedora', 'fedora-coreos-config/manifests/fedora');
  if (moved === text) throw new Error('lint: the oVirt manifest includes its base in another way');
  await writeFile(manifest, moved);
  return dir;
}

/** An image of one program and the libraries it is linked with. @returns its name */
async function smallestImage(tar: string, env: Readonly<Record<string, string>>): Promise<string> {
  const program = '/usr/bin/true';
  const linked = [...(await must(['ldd', program])).matchAll(/(?:=>\s*|^\s*)(\/\S+)/gm)];
  const files = [program, ...linked.map(([, path = '']) => path)];
  await must(['tar', '--create', '--dereference', '--absolute-names', `--file=${tar}`, ...files]);
  const name = `localhost/${LAB_PREFIX}bench:true`;
  await must(['podman', 'import', '--quiet', tar, name], { env });
  return name;
}

/** Milliseconds a program takes that has to end well. */
async function timed(
  argv: readonly [string, ...string[]],
  env?: Readonly<Record<string, string>>,
): Promise<number> {
  const started = performance.now();
  await must([...argv], env === undefined ? {} : { env });
  return performance.now() - started;
}
