import { basename, join } from 'node:path';
import type { PackageTuple } from '../build-record/record.ts';
import { UserError } from '../errors.ts';
import { isObject } from '../json.ts';
import { readObject, stringOf } from './json.ts';

/** A file the assembler made, as meta.json lists it. */
export interface MetaImage {
  /** Base name, in the directory of meta.json. */
  readonly path: string;
  /** 64 hex digits. */
  readonly sha256: string;
  /**
   * Bytes; the live images of the classic dialects carry none.
   *
   * UNVERIFIED: the scripts that make live images were only read (assembler.md, section 3.3).
   */
  readonly size: number | undefined;
}

/** What is used of a build's meta.json. */
export interface BuildMeta {
  readonly file: string;
  readonly buildId: string;
  readonly name: string;
  readonly ostreeCommit: string;
  readonly ref: string | undefined;
  /** `ostree-timestamp`, RFC 3339. */
  readonly timestamp: string;
  readonly images: ReadonlyMap<string, MetaImage>;
}

/** The newest build of a work directory, or undefined when there is none yet. */
export async function latestBuild(srvDir: string, arch: string): Promise<string | undefined> {
  const file = join(srvDir, 'builds', 'builds.json');
  const builds = await readObject(file).catch((error: unknown) => {
    if (error instanceof UserError && /ENOENT/.test(error.message)) return undefined;
    throw error;
  });
  if (builds === undefined) return undefined;
  const version = stringOf(builds, 'schema-version', file);
  if (!version.startsWith('1.')) {
    throw new UserError(`${file}: schema-version: found ${version}, expected 1.x`);
  }
  const list = builds['builds'];
  if (!Array.isArray(list)) throw new UserError(`${file}: builds: expected a list`);
  for (const entry of list) {
    if (isObject(entry) && Array.isArray(entry['arches']) && entry['arches'].includes(arch)) {
      return safeName(stringOf(entry, 'id', file), file);
    }
  }
  return undefined;
}

/** Directory of a build. */
export function buildDirectory(srvDir: string, id: string, arch: string): string {
  return join(srvDir, 'builds', id, arch);
}

/** Reads a build's meta.json. @throws UserError naming file and key. */
export async function readMeta(directory: string): Promise<BuildMeta> {
  const file = join(directory, 'meta.json');
  const meta = await readObject(file);
  const images = new Map<string, MetaImage>();
  for (const [key, value] of Object.entries(isObject(meta['images']) ? meta['images'] : {})) {
    if (!isObject(value)) throw new UserError(`${file}: images.${key}: expected an object`);
    const sha256 = stringOf(value, 'sha256', file);
    if (!/^[0-9a-f]{64}$/.test(sha256)) {
      throw new UserError(
        `${file}: images.${key}.sha256: found ${JSON.stringify(sha256)}, expected 64 hex digits`,
      );
    }
    images.set(key, {
      path: safeName(stringOf(value, 'path', file), file),
      sha256,
      size: typeof value['size'] === 'number' ? value['size'] : undefined,
    });
  }
  const ref = meta['ref'];
  return {
    file,
    buildId: safeName(stringOf(meta, 'buildid', file), file),
    name: safeName(stringOf(meta, 'name', file), file),
    ostreeCommit: stringOf(meta, 'ostree-commit', file),
    ref: typeof ref === 'string' && ref !== '' ? ref : undefined,
    timestamp: stringOf(meta, 'ostree-timestamp', file),
    images,
  };
}

/** The builds directory is written by a container: a name in it may not lead anywhere else. */
function safeName(name: string, file: string): string {
  const leads = name !== basename(name) || name === '.' || name === '..' || name.startsWith('-');
  if (leads || /\p{Cc}/u.test(name)) {
    throw new UserError(
      `${file}: found the name ${JSON.stringify(name)}, expected one without slashes and control characters`,
    );
  }
  return name;
}

/** Packages of the commit as `name-[epoch:]version-release.arch`, from commitmeta.json; sorted by name. */
export async function readPackages(directory: string): Promise<string[]> {
  return (await readPackageTuples(directory)).map(
    ([name, epoch, version, release, arch]) =>
      `${name}-${epoch === '0' ? '' : `${epoch}:`}${version}-${release}.${arch}`,
  );
}

/** The same as name, epoch (`0` where there is none), version, release and arch. @throws UserError naming the file */
export async function readPackageTuples(directory: string): Promise<PackageTuple[]> {
  const file = join(directory, 'commitmeta.json');
  const list = (await readObject(file))['rpmostree.rpmdb.pkglist'];
  if (!Array.isArray(list)) throw new UserError(`${file}: rpmostree.rpmdb.pkglist: expected a list`);
  return list.map((entry: unknown) => {
    if (!Array.isArray(entry) || entry.length !== 5 || !entry.every((part) => typeof part === 'string')) {
      throw new UserError(
        `${file}: rpmostree.rpmdb.pkglist: expected name, epoch, version, release and arch`,
      );
    }
    const [name = '', epoch = '', version = '', release = '', arch = ''] = entry;
    return [name, epoch, version, release, arch];
  });
}
