import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { redactUrl } from '../log/redact.ts';
import { finalText, lastLine } from './failures.ts';
import { git, type GitOptions } from './git.ts';
import { gitRemote, type GitSource } from './source.ts';

/** A submodule as a checkout records it. */
interface Submodule {
  /** Relative to the checkout that has it. */
  readonly path: string;
  readonly commit: string;
}

/**
 * Checks the submodules of a checkout out at their recorded commits, and theirs. One at a time, so that one that fails
 * can be named and tried again by itself.
 *
 * @param cwd the checkout; `prefix` is its path within the outermost one, for messages.
 * @throws UserError naming the submodule's path and address.
 */
export async function updateSubmodules(
  source: GitSource,
  cwd = source.options.cwd,
  prefix = '',
): Promise<void> {
  for (const submodule of await listSubmodules(source, cwd)) {
    const shown = join(prefix, submodule.path);
    await updateOne(source, cwd, submodule, shown);
    const inner = join(cwd, submodule.path);
    // Without a repository of its own (`update = none`) git would look into the one around it.
    if (existsSync(join(inner, '.git'))) await updateSubmodules(source, inner, shown);
  }
}

async function listSubmodules({ options }: GitSource, cwd: string): Promise<Submodule[]> {
  const listed = await git(['ls-files', '--stage', '-z'], { ...options, cwd });
  return [...listed.stdout.matchAll(/(?<=^|\0)160000 ([0-9a-f]+) \d\t([^\0]+)/g)].map(
    ([, commit = '', path = '']) => ({ path, commit }),
  );
}

async function updateOne(
  source: GitSource,
  cwd: string,
  { path, commit }: Submodule,
  shown: string,
): Promise<void> {
  const { address, input, options } = source;
  const refuse = (url: string, stderr: string): never => {
    throw new UserError(
      `${input}: ${address.shown}: the submodule ${shown} (${url}) could not be fetched at the commit that is ` +
        `recorded for it, ${commit}: ${finalText(stderr) ?? lastLine(stderr)}. ${hint(stderr)}`,
    );
  };
  // Turns an address relative to the repository's into a whole one.
  const init = await git(['submodule', '--quiet', 'init', '--', path], { ...options, cwd });
  const name = await nameOf(options, cwd, path);
  const url = name === undefined ? undefined : await addressOf(options, cwd, name);
  if (init.exitCode !== 0 || name === undefined || url === undefined)
    return refuse('no address', init.stderr);
  const named: GitSource = {
    ...source,
    input: `${input}: submodule ${shown}`,
    address: { ...address, url, shown: redactUrl(url) },
  };
  const update = ['submodule', '--quiet', 'update', '--force'];
  let answer = await gitRemote(named, [...update, '--depth=1', '--', path], cwd);
  if (answer.exitCode !== 0 && /unadvertised object/.test(answer.stderr)) {
    // An older server hands out tips only: the whole history holds the commit, if anything does.
    await git(['submodule', '--quiet', 'deinit', '--force', '--', path], { ...options, cwd });
    await rm(await gitDirectory(options, cwd, name), { recursive: true, force: true });
    answer = await gitRemote(named, [...update, '--init', '--', path], cwd);
  }
  if (answer.exitCode !== 0) refuse(named.address.shown, answer.stderr);
}

/** Where git keeps a submodule's objects; a shallow copy there would stay shallow. */
async function gitDirectory(options: GitOptions, cwd: string, name: string): Promise<string> {
  const at = await git(['rev-parse', '--git-path', `modules/${name}`], { ...options, cwd });
  return resolve(cwd, at.stdout.trim());
}

function hint(stderr: string): string {
  if (/transport '\S+' not allowed/.test(stderr)) {
    return 'Its address must be one that is allowed here: https, ssh, or what the repository itself is reached by';
  }
  if (/could not read Username|Authentication failed|Permission denied|terminal prompts/i.test(stderr)) {
    return 'It wants a login, or is not there: check the repository out beforehand and give its path';
  }
  return 'Its address may have moved, or the commit is gone from it';
}

/** The address git goes to. */
async function addressOf(options: GitOptions, cwd: string, name: string): Promise<string | undefined> {
  const url = await git(['config', '--null', '--get', `submodule.${name}.url`], { ...options, cwd });
  const text = url.stdout.replace(/\0$/, '');
  return text === '' ? undefined : text;
}

/** A submodule's name, which need not be its path. */
async function nameOf(options: GitOptions, cwd: string, path: string): Promise<string | undefined> {
  const paths = await git(
    ['config', '--file', '.gitmodules', '--null', '--get-regexp', '^submodule\\..*\\.path$'],
    { ...options, cwd },
  );
  return [...paths.stdout.matchAll(/submodule\.([^\n]*)\.path\n([^\0]*)\0/g)].find(
    ([, , value]) => value === path,
  )?.[1];
}
