// Plain JavaScript without dependencies, for the node a machine has: it brings everything else.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ELSEWHERE, packages } from './packages.js';

/** Repository root. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a program with its output shown. @returns how long it took, and what went wrong, if anything did */
export function attempt(argv, options = {}) {
  const [program, ...args] = argv;
  const started = Date.now();
  const { status, signal, error } = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit', ...options });
  const seconds = (Date.now() - started) / 1000;
  if (error !== undefined) return { seconds, problem: `failed: ${error.message}` };
  if (status === 0) return { seconds };
  return { seconds, problem: signal === null ? `failed with exit code ${status}` : `ended by ${signal}` };
}

/** Runs a program with its output shown; ends this process when it fails. */
export function must(argv, options = {}) {
  const { seconds, problem } = attempt(argv, options);
  if (problem !== undefined) {
    console.error(`${argv.join(' ')}: ${problem}`);
    process.exit(1);
  }
  return seconds;
}

function missingPackages(wanted) {
  const { stdout } = spawnSync(
    'dpkg-query',
    ['--show', '--showformat=${Package} ${db:Status-Status}\n', ...wanted],
    {
      encoding: 'utf8',
    },
  );
  const installed = new Set(
    (stdout ?? '')
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return wanted.filter((name) => !installed.has(name) && !isInPath(ELSEWHERE[name]));
}

function isInPath(program) {
  const directories = (process.env.PATH ?? '').split(':');
  return program !== undefined && directories.some((directory) => existsSync(join(directory, program)));
}

function isDebian() {
  const text = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(text);
}

/** Installs the Debian packages that are missing: as root on Debian or Ubuntu; elsewhere it says what to do. */
function installPackages(wanted) {
  const missing = missingPackages(wanted);
  if (missing.length === 0) return;
  if (!isDebian() || process.getuid?.() !== 0) {
    console.error(
      `These packages are missing and only root on Debian or Ubuntu can install them:\n  sudo apt-get install --no-install-recommends ${missing.join(' ')}`,
    );
    process.exit(1);
  }
  console.log(`installing ${missing.length} Debian packages: ${missing.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  must(['apt-get', 'update', '-qq'], { env });
  const seconds = must(['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...missing], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  console.log(`Debian packages: ${seconds.toFixed(0)} s`);
}

/** Installs the npm packages of the lock file when they are not there or the lock file is newer. */
function installModules() {
  const marker = join(ROOT, 'node_modules', '.package-lock.json');
  if (existsSync(marker) && statSync(marker).mtimeMs >= statSync(join(ROOT, 'package-lock.json')).mtimeMs)
    return;
  const seconds = must(['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  console.log(`npm packages: ${seconds.toFixed(0)} s`);
}

/**
 * Brings the machine to where the lab can start.
 *
 * @param wanted Debian packages.
 * @returns the path of Node 24.
 */
export function bootstrap(wanted = packages()) {
  installPackages(wanted);
  installModules();
  const node = join(ROOT, 'node_modules', '.bin', 'node');
  if (!existsSync(node)) {
    console.error('there is no Node 24 for this platform in the lock file: the lab runs on Linux x86_64');
    process.exit(1);
  }
  return node;
}

/** PATH with the project's own programs first, so that everything started from here runs on Node 24. */
export function toolEnv() {
  return { ...process.env, PATH: `${join(ROOT, 'node_modules', '.bin')}:${process.env.PATH}` };
}
