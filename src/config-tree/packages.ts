import { UserError } from '../errors.ts';
import type { Flattened, Origin } from '../treefile/types.ts';
import { isOwn, locate, placeOf, type TreeView } from './manifest-view.ts';
import { addItems, removeItem } from './yaml-edit.ts';

/**
 * Looks at the input by itself, before it is known what the manifest asks for.
 *
 * @throws UserError for what is no package, and for one that is added and taken out.
 */
export function checkPackages(packages: readonly string[]): void {
  const bad = packages.filter((text) => {
    const name = text.replace(/^-/, '');
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    if (name === '' || name.startsWith('-') || /[\u0000-\u001f\u007f]/.test(name)) return true;
    return name.includes("'") && !/^'[^' -][^']*'$/.test(name);
  });
  if (bad.length > 0) {
    throw new UserError(
      `packages: found ${bad.map((text) => JSON.stringify(text)).join(', ')}, expected names of packages, -name to take one ` +
        "out, or 'name >= version' in single quotes",
    );
  }
  const { added, removed } = split(packages);
  const both = removed.filter((name) => added.includes(name));
  if (both.length > 0) {
    const [name = ''] = both;
    throw new UserError(`packages: ${name} is added and taken out (-${name}) at the same time`);
  }
}

function split(packages: readonly string[]): {
  readonly added: readonly string[];
  readonly removed: readonly string[];
} {
  return {
    added: packages.filter((name) => !name.startsWith('-')),
    removed: packages.filter((name) => name.startsWith('-')).map((name) => name.slice(1)),
  };
}

/**
 * Adds packages to the manifest's own list, and takes `-name` out of it. A package the tree asks for already is not
 * added again.
 *
 * @param flattened of the manifest as it is before.
 * @throws UserError for a package that is not there, or that an included file asks for.
 */
export function applyPackages(view: TreeView, packages: readonly string[], flattened: Flattened): void {
  const provenance = flattened.provenance.get('packages');
  const known: ReadonlyMap<string, readonly Origin[]> =
    provenance?.kind === 'set' ? provenance.elements : new Map();
  checkPackages(packages);
  const { added, removed } = split(packages);
  for (const name of removed) remove(view, name, known.get(name));
  for (const name of new Set(added)) {
    if (known.get(name.replace(/^'(.*)'$/, '$1')) === undefined) addItems(view.manifest, 'packages', [name]);
  }
}

function remove(view: TreeView, name: string, origins: readonly Origin[] | undefined): void {
  if (origins === undefined) {
    throw new UserError(
      `packages: -${name}: nothing asks for a package ${JSON.stringify(name)}, so there is nothing to take out`,
    );
  }
  const foreign = origins.find((origin) => !isOwn(origin));
  if (foreign !== undefined) {
    throw new UserError(
      `packages: -${name}: ${placeOf(view, foreign)} asks for it, and an includer cannot take away what an include adds. ` +
        `Two ways: include other files than that one (or a base-config of your own without it), or keep the package and ` +
        `remove its files, with remove-from-packages: [[${name}, "/"]] in the manifest`,
      { location: locate(view, foreign) },
    );
  }
  let found = false;
  // The same name can stand in the list more than once, and in the list of the architecture.
  for (const key of ['packages', `packages-${view.arch}`, 'bootstrap-packages']) {
    while (removeItem(view.manifest, key, name)) found = true;
  }
  if (!found) {
    throw new UserError(
      `packages: -${name}: it is not written out in ${view.manifest.file}; take it out there`,
    );
  }
}
