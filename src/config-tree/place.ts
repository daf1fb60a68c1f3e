import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { copyTree } from './copy.ts';
import { ManifestFile } from './manifest-file.ts';
import { MANIFEST, shown } from './manifest-view.ts';
import { fillPlaceholders, isTemplate, placeholdersIn } from './placeholders.ts';

/**
 * Parts of a base that are never wanted: tests and what CI needs, hidden files, and what is lifted to the root from
 * where it was fetched. One level down as well, for a base that has a base of its own.
 */
const BASE_SKIPPED = /^(?:[^/]+\/)?(?:\..+|tests|ci|docs|live)$|(?:^|\/)overlay\.d$/;

/** Parts of a base that would mean something at the root, where only what was chosen may be. */
const ROOT_SKIPPED = /^(?:[^/]+\.repo|manifest\.yaml|manifest-lock\..*)$/;

/** Checks where the base is to be put. @throws UserError */
export function checkBasePath(path: string): void {
  const good = path === '.' || path.split('/').every((part) => /^[\w@+][\w.@+-]*$/.test(part));
  if (!good)
    throw new UserError(
      `base-config-path: found ${JSON.stringify(path)}, expected a relative path of letters, digits and . _ @ + - whose parts do not begin with "." or "-"`,
    );
}

/** Puts the base into the tree, at its root (`.`) or in a directory. */
export async function placeBase(base: string, out: string, basePath: string): Promise<void> {
  const isRoot = basePath === '.';
  await copyTree(base, join(out, basePath), {
    root: base,
    skip: (path) => BASE_SKIPPED.test(path) || (isRoot && ROOT_SKIPPED.test(path)),
  });
}

/**
 * Puts the user's configuration over it, hidden files left out.
 *
 * @param excluded absolute paths that are no part of the configuration, such as the work directory.
 * @throws UserError for an overlay/ directory, which assemblers refuse since 2019.
 */
export async function placeUser(config: string, out: string, excluded: readonly string[]): Promise<void> {
  if (existsSync(join(config, 'overlay'))) {
    throw new UserError(
      `${shown(join(config, 'overlay'))}: move it to overlay.d/99name, assemblers refuse overlay/`,
    );
  }
  const outside = new Set([out, ...excluded].map((path) => resolve(path)));
  await copyTree(config, out, {
    root: config,
    skip: (path) => /^\.[^/]*$/.test(path) || outside.has(resolve(config, path)),
  });
}

/**
 * Fills the placeholders of the files at the root of the tree and reads the manifest.
 *
 * @param variables names of placeholders somebody gave a value because the files need it.
 * @throws UserError when there is no manifest, or a placeholder nobody defines.
 */
export async function fillTemplates(
  config: string,
  out: string,
  { values, variables }: { values: Readonly<Record<string, string>>; variables: readonly string[] },
  warn: (message: string) => void,
): Promise<ManifestFile> {
  const names = (await readdir(config)).filter(isTemplate).sort();
  let manifest: ManifestFile | undefined;
  const used: string[] = [];
  const mentioned = new Set<string>();
  for (const name of names) {
    const target = name.replace(/\.in$/, '');
    if (name === MANIFEST && names.includes(`${MANIFEST}.in`)) {
      warn(`${shown(join(config, name))}: is not used, because manifest.yaml.in is beside it`);
      continue;
    }
    used.push(name);
    const file = shown(join(config, name));
    const template = await readFile(join(out, name), 'utf8');
    for (const placeholder of placeholdersIn(template)) mentioned.add(placeholder);
    const text = fillPlaceholders(template, file, values);
    await writeFile(join(out, target), text);
    if (name !== target) await rm(join(out, name));
    if (target === MANIFEST) manifest = new ManifestFile(file, text);
  }
  if (manifest === undefined) {
    throw new UserError(`config: ${shown(config)} has neither manifest.yaml nor manifest.yaml.in`);
  }
  for (const name of variables.filter((variable) => !mentioned.has(variable)))
    warn(`variables: ${name}: nothing in ${used.join(', ')} mentions @${name}@`);
  return manifest;
}
