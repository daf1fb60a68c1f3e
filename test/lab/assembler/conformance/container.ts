import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ROOT } from '../../action.ts';
import { BASE_PACKAGES, X86_PACKAGES } from '../../base-config/tree.ts';
import { labEnvironment, LAB_PREFIX } from '../../engine.ts';
import { hostAddress } from '../../host.ts';
import { must } from '../../must.ts';
import { buildRepositories } from '../../repos/build.ts';
import { startFileServer } from '../../repos/server.ts';
import { ensureAssemblerImage } from '../image.ts';
import type { Row, State } from './row.ts';
import { startShells } from './shells.ts';

/** How a command ended. */
export interface Ended {
  readonly exit: number;
  /** Both outputs. */
  readonly out: string;
}

/** One container that runs all rows, and the states they start from. */
export interface Bench {
  /** Runs a row in a fresh copy of its state, or in the state itself when it only looks. @returns how its command ended, and the script after it. */
  run(row: Row): Promise<{ readonly ended: Ended; readonly after: Ended | undefined }>;
  close(): Promise<void>;
}

const NAME = `${LAB_PREFIX}conformance`;
/** As many as there are tests at once. */
const SHELLS = 3;

/**
 * Each state is the one before it and a command. The build ids have a dot, since ostree takes a name of hexadecimal
 * digits for the start of a checksum: "3" may then name another commit, or several.
 */
const STATES: readonly (readonly [State, from: State | undefined, script: string])[] = [
  ['empty', undefined, 'true'],
  ['init', 'config', 'cosa init --force /dev/null'],
  ['fetched', 'init', 'cosa fetch'],
  // The unpacked root is made anew by each compose; without it a copy of the state is small.
  ['built', 'fetched', 'cosa build --version 9.1 ostree && sudo rm -rf cache/pkgcache/rootfs'],
  ['disks', 'built', 'cosa buildextend-metal && cosa buildextend-metal4k'],
  ['live', 'disks', 'cosa buildextend-live'],
];

/** Starts the container and makes the states. */
export async function startBench(): Promise<Bench> {
  const labDir = join(ROOT, '.lab');
  const env = await labEnvironment(labDir);
  const image = await ensureAssemblerImage({ labDir, env });
  const { root, key } = await buildRepositories({ labDir, packages: [...BASE_PACKAGES, ...X86_PACKAGES] });
  const files = await startFileServer(dirname(root), hostAddress());
  const work = join(labDir, 'runs', 'conformance');
  await rm(work, { recursive: true, force: true });
  await mkdir(join(work, 'states', 'config', 'src', 'config', 'live', 'isolinux'), { recursive: true });
  const config = join(work, 'states', 'config', 'src', 'config');
  for (const [name, text] of Object.entries(
    configFiles(`${files.url}/${basename(root)}/baseos`, `${files.url}/${basename(key.path)}`),
  ))
    await writeFile(join(config, name), text);
  await must(['podman', 'rm', '--force', '--ignore', NAME], { env });
  await must(
    [
      'podman',
      'run',
      '--detach',
      `--name=${NAME}`,
      '--cap-add=SYS_ADMIN',
      '--security-opt=label=disable',
      `--volume=${work}:/srv`,
      '--entrypoint=dumb-init',
      image,
      'sleep',
      'infinity',
    ],
    { env },
  );
  // As the builder, in the way our job runs the assembler: without privileges, without KVM.
  const shells = startShells(
    SHELLS,
    [
      'podman',
      'exec',
      '--interactive',
      '--workdir=/srv',
      '--env=FORCE_UNPRIVILEGED=1',
      '--env=COSA_NO_KVM=1',
      NAME,
      'bash',
    ],
    env,
  );
  let count = 0;
  const exec = async (dir: string, script: string): Promise<Ended> => {
    count += 1;
    const name = `script-${count}`;
    await writeFile(join(work, name), `cd ${dir} || exit\n${script}\n`);
    const exit = await shells.run(`/srv/${name}`);
    return { exit, out: await readFile(join(work, `${name}.out`), 'utf8') };
  };
  const need = async (dir: string, script: string): Promise<void> => {
    const { exit, out } = await exec(dir, script);
    if (exit !== 0) throw new Error(`${script} failed (${exit}):\n${out.slice(-4000)}`);
  };
  await must(['podman', 'exec', '--user=0', NAME, 'chown', '-R', '1000:1000', '/srv'], { env });
  await need(
    '/srv/states/config/src/config',
    'git init -q -b main && git add -A && git -c user.name=l -c user.email=l@l.invalid commit -qm c',
  );
  for (const [state, from, script] of STATES) {
    await need('/srv/states', from === undefined ? `mkdir ${state}` : `cp -a ${from} ${state}`);
    await need(`/srv/states/${state}`, script);
  }
  return {
    run: async (row) => {
      const { out } = await exec('/srv', rowScript(row, `/srv/row-${count}`));
      const [, text = '', exit, after = '', afterExit] =
        /^([^]*)\n@@exit=(\d+)\n([^]*)\n@@after=(\d+)\n$/.exec(out) ?? [];
      if (exit === undefined) throw new Error(`the row did not get to its end:\n${out.slice(-4000)}`);
      return {
        ended: { exit: Number(exit), out: text },
        after: row.after === undefined ? undefined : { exit: Number(afterExit), out: after },
      };
    },
    close: async () => {
      await shells.close();
      await must(['podman', 'rm', '--force', '--time=0', NAME], { env });
      await files.close();
    },
  };
}

/** The whole of a row; one that changes nothing needs no copy to change. */
function rowScript(row: Row, copy: string): string {
  const settings = Object.entries(row.env ?? {}).map(([name, value]) =>
    value === '' ? `unset ${name}` : `export ${name}=${value}`,
  );
  const command = row.shell ?? `cosa ${row.run.map(quoted).join(' ')}`;
  const looks = row.looks ?? false;
  return [
    looks ? `cd states/${row.state} || exit` : `cp -a states/${row.state} ${copy} && cd ${copy} || exit`,
    `( ${row.before ?? 'true'}\n) || { echo the script before failed; exit; }`,
    `( ${settings.join('; ')}\n${command}\n)`,
    String.raw`printf '\n@@exit=%s\n' $?`,
    `( set -e\n${row.after ?? 'true'}\n)`,
    String.raw`printf '\n@@after=%s\n' $?`,
    ...(looks ? [] : [`cd /srv; sudo rm -rf ${copy}`]),
  ].join('\n');
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function configFiles(baseos: string, key: string): Record<string, string> {
  return {
    'manifest.yaml': [
      'ref: conformance/ref',
      'automatic-version-prefix: "9"',
      'metadata:',
      '  name: conformance',
      'releasever: 9',
      'repos: [lab]',
      'packages: [kernel, systemd, bash, hostname]',
      '',
    ].join('\n'),
    'image.yaml': 'size: 8\n',
    'platforms.yaml': 'x86_64: {}\n',
    'lab.repo': `[lab]\nname=lab\nbaseurl=${baseos}\ngpgcheck=1\ngpgkey=${key}\n`,
    'live/isolinux/isolinux.cfg': 'label linux\n  append @@KERNEL-ARGS@@\n',
  };
}
