import { existsSync } from 'node:fs';
import { join, posix, relative, resolve } from 'node:path';
import { isOwn, locate, type TreeView } from '../config-tree/manifest-view.ts';
import type { Location } from '../errors.ts';
import type { SourcePlace } from './options.ts';

/**
 * Where the places of a rendered tree come from, for the option `placeOf` of a lint of it. What the user's
 * configuration has is named from there: the manifest or its template with the line it has there, or the input that
 * wrote the line. What the base brought keeps its path in the tree, which begins with the directory of the base.
 */
export function sourcePlaces(view: TreeView): (at: Location) => SourcePlace {
  const manifest = relative(view.config, resolve(view.manifest.file));
  const name = manifest.startsWith('..') ? posix.basename(view.manifest.file) : manifest;
  return (at) => {
    if (!isOwn(at)) {
      const template = `${at.file}.in`;
      const isTemplate = !existsSync(join(view.config, at.file)) && existsSync(join(view.config, template));
      return { location: isTemplate ? { ...at, file: template } : at };
    }
    const writer = at.line === undefined ? undefined : view.manifest.writerOf(at.line);
    if (writer !== undefined) return { location: { file: name }, writer };
    return { location: { ...locate(view, at), file: name } };
  };
}
