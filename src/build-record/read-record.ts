import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../errors.ts';
import { readObject } from '../images/json.ts';
import { isObject, type JsonObject } from '../json.ts';
import { packageSizesOf } from './package-sizes.ts';
import { RECORD_FILE, type BuildRecord, type PackageTuple, type RecordedImage } from './record.ts';

/** Bytes; a record of 2,000 packages and 500 files has 200 KB. */
const LIMIT = 16 * 1024 * 1024;

/**
 * Reads the record of a directory with metadata. It may come from anywhere, so every value is looked at.
 *
 * @throws UserError that names file and key, for one that is missing, damaged, or of another schema.
 */
export async function readRecord(dir: string): Promise<BuildRecord> {
  const file = join(dir, RECORD_FILE);
  const size = (await stat(file).catch(() => undefined))?.size ?? 0;
  if (size > LIMIT) throw new UserError(`${file}: has ${size} bytes, a record has fewer than ${LIMIT}`);
  return recordOf(await readObject(file), file);
}

/** A record of its JSON. @param file what messages call it @throws UserError */
export function recordOf(json: JsonObject, file: string): BuildRecord {
  const read = new Reader(json, file);
  if (json['schema'] !== 1) read.refuse('schema', '1, which is all this version reads');
  const [assembler, base] = [read.inner('assembler'), read.inner('baseConfig')];
  const release = json['release'] === null ? undefined : read.inner('release');
  const run = json['run'] === null ? undefined : read.inner('run');
  const configPath = json['configPath'];
  return {
    schema: 1,
    buildId: read.name('buildId'),
    name: read.name('name'),
    target: json['target'] === null ? null : read.text('target', /^(?:el|fc)[0-9]+$/),
    arch: read.text('arch', /^[a-z0-9_]+$/),
    ref: read.text('ref'),
    ostreeCommit: read.text('ostreeCommit', /^[0-9a-f]{64}$/),
    dialect: read.text('dialect', /^D[0-9]$/),
    finished: read.time('finished'),
    assembler: { reference: assembler.text('reference'), digest: assembler.text('digest') },
    baseConfig: { url: base.text('url'), commit: base.text('commit') },
    release:
      release === undefined
        ? null
        : { nevr: release.text('nevr'), sha256: release.text('sha256', /^[0-9a-f]{64}$/) },
    config: read.texts('config'),
    layers: read.list('layers', (layer) => (typeof layer === 'string' ? layer : undefined)),
    scripts: read.list('scripts', scriptOf),
    packages: read.list('packages', packageOf),
    images: read.list('images', imageOf),
    fingerprint: read.texts('fingerprint'),
    run: run === undefined ? null : { id: run.id('id'), url: run.text('url'), sha: run.text('sha') },
    ...(typeof configPath === 'string' ? { configPath } : {}),
    ...packageSizesOf(json),
  };
}

/** Values of an object, each looked at. */
class Reader {
  readonly #json: JsonObject;
  readonly #file: string;

  constructor(json: JsonObject, file: string) {
    this.#json = json;
    this.#file = file;
  }

  refuse(key: string, expected: string): never {
    const found = (JSON.stringify(this.#json[key]) ?? 'nothing').slice(0, 100);
    throw new UserError(`${this.#file}: ${key}: found ${found}, expected ${expected}`);
  }

  text(key: string, pattern = /^[^\p{Cc}]{1,4096}$/u): string {
    const value = this.#json[key];
    return typeof value === 'string' && pattern.test(value) ? value : this.refuse(key, 'a text that fits it');
  }

  /** One that becomes part of a path. */
  name(key: string): string {
    const value = this.text(key);
    return isName(value) ? value : this.refuse(key, 'a name without slashes');
  }

  time(key: string): string {
    const value = this.text(key, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/);
    return Number.isNaN(Date.parse(value)) ? this.refuse(key, 'a time') : value;
  }

  id(key: string): number {
    const value = this.#json[key];
    return isId(value) ? value : this.refuse(key, 'an id');
  }

  inner(key: string): Reader {
    const value = this.#json[key];
    return isObject(value)
      ? new Reader(value, `${this.#file}: ${key}`)
      : this.refuse(key, 'an object, or null where there may be none');
  }

  texts(key: string): Record<string, string> {
    const value = this.#json[key];
    const entries = Object.entries(isObject(value) ? value : this.refuse(key, 'an object'));
    return Object.fromEntries(
      entries.map(([name, text]) =>
        typeof text === 'string' ? [name, text] : this.refuse(key, 'an object of texts'),
      ),
    );
  }

  list<T>(key: string, of: (value: unknown) => T | undefined): T[] {
    const value = this.#json[key];
    return (Array.isArray(value) ? value : this.refuse(key, 'a list')).map(
      (entry: unknown) => of(entry) ?? this.refuse(key, 'a list whose entries are whole'),
    );
  }
}

function scriptOf(value: unknown): BuildRecord['scripts'][number] | undefined {
  if (!isObject(value)) return undefined;
  const { name, sha256 } = value;
  return typeof name === 'string' && isDigest(sha256) ? { name, sha256 } : undefined;
}

function packageOf(value: unknown): PackageTuple | undefined {
  if (!Array.isArray(value) || value.length !== 5) return undefined;
  const parts: readonly unknown[] = value;
  const [name, epoch, version, release, arch] = parts;
  return typeof name === 'string' &&
    typeof epoch === 'string' &&
    typeof version === 'string' &&
    typeof release === 'string' &&
    typeof arch === 'string'
    ? [name, epoch, version, release, arch]
    : undefined;
}

function imageOf(value: unknown): RecordedImage | undefined {
  if (!isObject(value)) return undefined;
  const { kind, file, size, sha256, artifact } = value;
  if (typeof kind !== 'string' || typeof file !== 'string' || !isName(file)) return undefined;
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0 || !isDigest(sha256))
    return undefined;
  if (artifact === null) return { kind, file, size, sha256, artifact };
  if (!isObject(artifact)) return undefined;
  const { id, url } = artifact;
  return isId(id) && typeof url === 'string'
    ? { kind, file, size, sha256, artifact: { id, url } }
    : undefined;
}

function isDigest(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

function isName(text: string): boolean {
  return text === basename(text) && text !== '.' && text !== '..' && !/^-|\p{Cc}/u.test(text);
}
