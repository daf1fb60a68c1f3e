import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Puts a program called podman into a directory that does what the job asks an engine for, without a container: its
 * assembler composes a "commit" of the packages of a file. It is for the order of things in the job; what a real engine
 * and assembler do is the lab's to show.
 */
export interface PretendEngine {
  /** Directory for the front of PATH. */
  readonly bin: string;
  /** Sets the packages the repositories have: name → evra. */
  readonly offer: (packages: Readonly<Record<string, string>>) => Promise<void>;
  /** What it was asked to do: `pull`, `fetch --dry-run …`, `build --force ostree` …; those since the last time. */
  readonly asked: () => Promise<string[]>;
}

const SCRIPT = String.raw`#!/usr/bin/env node
const fs = require('fs'), path = require('path'), crypto = require('crypto');
const [verb, ...args] = process.argv.slice(2);
const here = __dirname;
const say = (text) => fs.appendFileSync(path.join(here, 'asked'), text + '\n');
const packages = () => JSON.parse(fs.readFileSync(path.join(here, 'packages.json'), 'utf8'));
const lock = () => JSON.stringify({ packages: Object.fromEntries(Object.entries(packages()).map(([n, evra]) => [n, { evra }])) });
const sha = (text) => crypto.createHash('sha256').update(text).digest('hex');
if (verb === 'info') console.log(JSON.stringify({ version: { Version: '5.0.0' },
  host: { security: { rootless: false }, ociRuntime: { name: 'crun', version: 'crun version 1.14' } } }));
else if (verb === 'pull') say('pull');
else if (verb === 'image') console.log('1'.repeat(64) + ' amd64 sha256:' + '2'.repeat(64));
else if (verb === 'run') {
  const srv = (args.find((word) => word.endsWith('dst=/srv')) || '').replace(/^.*src=([^,]*),.*$/, '$1');
  const entry = (args.find((word) => word.startsWith('--entrypoint=')) || '').slice(13);
  const command = args.slice(args.findIndex((word) => /\/team\/cosa:1$/.test(word)) + 1);
  const script = command[1] || '';
  if (entry === 'sh' && script.includes('longoptions')) console.log('command cmd-build \ncommand cmd-fetch \nmark build-prepares\nmark ociarchive');
  else if (entry === 'sh') { say('tarball'); fs.writeFileSync(path.join(srv, 'tmp/oni-commit.tar'), command[3]); }
  else if (entry === '') {
    say(command.join(' '));
    const builds = path.join(srv, 'builds'), list = path.join(builds, 'builds.json');
    if (command[0] === 'init') for (const dir of ['builds', 'tmp']) fs.mkdirSync(path.join(srv, dir), { recursive: true });
    const out = command.find((word) => word.startsWith('--write-lockfile-to='));
    if (command[0] === 'fetch' && out) fs.writeFileSync(path.join(srv, out.slice(20)), lock());
    if (command[0] === 'build') {
      const known = fs.existsSync(list) ? JSON.parse(fs.readFileSync(list)).builds : [];
      const object = 'commit of ' + lock();
      const previous = known[0] && JSON.parse(fs.readFileSync(path.join(builds, known[0].id, 'x86_64/meta.json')));
      if (previous && previous['ostree-commit'] === sha(object) && !command.includes('--force')) console.log('No apparent changes');
      else {
        const id = '9.' + (known[0] ? Number(known[0].id.slice(2)) + 1 : 0);
        const dir = path.join(builds, id, 'x86_64');
        fs.mkdirSync(dir, { recursive: true });
        const write = (name, value) => fs.writeFileSync(path.join(dir, name), typeof value === 'string' ? value : JSON.stringify(value));
        write('ostree-commit-object', object);
        write('manifest-lock.generated.x86_64.json', lock());
        write('commitmeta.json', { 'rpmostree.rpmdb.pkglist': Object.keys(packages()).map((name) => [name, '0', '1', '1', 'x86_64']) });
        write('node.ociarchive', 'x');
        write('meta.json', { buildid: id, name: 'our-node', ref: 'node', 'ostree-commit': sha(object), 'ostree-timestamp': '2026-11-24T03:00:00Z',
          images: { ostree: { path: 'node.ociarchive', sha256: sha('x'), size: 1 } } });
        fs.writeFileSync(list, JSON.stringify({ 'schema-version': '1.0.0', builds: [{ id, arches: ['x86_64'] }, ...known] }));
      }
    }
  }
}
`;

/** Makes one below a directory. */
export async function pretendEngine(dir: string): Promise<PretendEngine> {
  const bin = join(dir, 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, 'package.json'), '{"type": "commonjs"}');
  await writeFile(join(bin, 'podman'), SCRIPT);
  await chmod(join(bin, 'podman'), 0o755);
  const log = join(bin, 'asked');
  await writeFile(log, '');
  return {
    bin,
    offer: async (packages) => await writeFile(join(bin, 'packages.json'), JSON.stringify(packages)),
    asked: async () => {
      const text = await readFile(log, 'utf8');
      await writeFile(log, '');
      return text.split('\n').filter((line) => line !== '');
    },
  };
}
