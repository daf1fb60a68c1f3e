import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../assembler/engine.ts';
import { isPinned, pullImage, type PulledImage } from '../assembler/pull.ts';
import { needPair } from '../config-tree/pairs.ts';
import type { RenderedConfig } from '../config-tree/types.ts';
import type { BuildInputs } from '../inputs/types.ts';
import { loginsIn, redactUrl } from '../log/redact.ts';
import { addSecret } from '../log/secrets.ts';
import { signalChildren } from '../process/cancellation.ts';
import { sideBySide } from '../process/side-by-side.ts';
import type { BuildContext, BuildDirs } from './build-context.ts';
import {
  baseSource,
  prepareBase,
  prepareRelease,
  prepareTree,
  type BaseSource,
  type Release,
} from './prepare.ts';

/** Everything a build is made from, ready. */
export interface Prepared {
  readonly image: PulledImage;
  readonly rendered: RenderedConfig;
  readonly release: Release | undefined;
  readonly base: BaseSource & { readonly commit: string };
  readonly target: string | undefined;
}

/** Pull, clone and release package side by side; the first that fails stops the others. */
export async function prepareAll(
  inputs: BuildInputs,
  engine: Engine,
  dirs: BuildDirs,
  { log, cancellation }: BuildContext,
): Promise<Prepared> {
  const others = new AbortController();
  const signal = AbortSignal.any([cancellation.signal, others.signal]);
  const release = prepareRelease(inputs, log, signal);
  const target =
    inputs.target === undefined ? release.then((opened) => opened?.target) : Promise.resolve(inputs.target);
  const pulled = target.then(async (name) => {
    const reference = inputs.assemblerImage ?? needPair(name, 'assembler-image').assemblerImage;
    return await pullImage(engine, reference, join(dirs.logs, 'pull.log'), log, {
      signal,
      authFile: inputs.registryAuthFile,
    });
  });
  const base = target.then(async (name) => {
    const source = baseSource(inputs, name);
    return { source, ...(await prepareBase(inputs, source, log, signal)) };
  });
  const rendered = Promise.all([release, target, base]).then(async ([opened, name, { dir }]) => {
    return await prepareTree(inputs, { base: dir, release: opened, target: name, out: dirs.config }, log);
  });
  const [image, tree, opened, name, { source, commit }] = await sideBySide(
    [pulled, rendered, release, target, base] as const,
    // A mistake in the configuration shall not wait for the end of a pull.
    () => {
      others.abort(new Error('stopped, because another part failed'));
      signalChildren('SIGTERM');
    },
  );
  cancellation.throwIfCancelled();
  for (const secret of await loginsOfRepositories(dirs.config)) addSecret(secret);
  log.info(`assembler ${image.reference}: ${image.digest}, pulled in ${image.seconds.toFixed(1)} s`);
  if (!isPinned(image.reference) && image.pinned !== undefined) {
    log.warning(`assembler-image: ${image.reference} can move. Pin it with assembler-image: ${image.pinned}`);
  }
  return {
    image,
    rendered: tree,
    release: opened,
    target: name,
    base: { ...source, url: redactUrl(source.url), commit },
  };
}

/** Passwords in the addresses of the .repo files: the assembler's programs print addresses. */
async function loginsOfRepositories(dir: string): Promise<string[]> {
  const files = (await readdir(dir)).filter((name) => name.endsWith('.repo'));
  const texts = await Promise.all(files.map(async (name) => await readFile(join(dir, name), 'utf8')));
  return texts.flatMap((text) => [
    ...loginsIn(text),
    ...[...text.matchAll(/^\s*(?:proxy_)?password\s*=\s*(\S+)\s*$/gm)].map(([, value = '']) => value),
  ]);
}
