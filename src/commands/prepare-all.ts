import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identityOf, type Engine } from '../assembler/engine.ts';
import { driverOf } from '../assembler/engines/list.ts';
import { probeOnce, type ProbeFacts } from '../assembler/probe.ts';
import { pullImage, type PulledImage } from '../assembler/pull.ts';
import { isPinned } from '../assembler/reference.ts';
import { needPair } from '../config-tree/pairs.ts';
import { repoFilesIn } from '../config-tree/repositories.ts';
import type { RenderedConfig } from '../config-tree/types.ts';
import type { BuildInputs } from '../inputs/types.ts';
import { loginsIn, redactUrl } from '../log/redact.ts';
import { addSecret } from '../log/secrets.ts';
import { asPart } from '../report/failed-part.ts';
import { signalChildren } from '../process/cancellation.ts';
import { sideBySide } from '../process/side-by-side.ts';
import type { BuildContext, BuildDirs } from './build-context.ts';
import { announcePair, pairInUse } from './pair-in-use.ts';
import { restoreRelease } from './release-in-cache.ts';
import {
  baseSource,
  prepareBase,
  prepareRelease,
  prepareTree,
  type BaseSource,
  type Release,
} from './prepare.ts';

/** What a build is made from besides the assembler. */
export interface Sources {
  readonly rendered: RenderedConfig;
  readonly release: Release | undefined;
  readonly base: BaseSource & { readonly commit: string };
  readonly target: string | undefined;
  /** Digest of a release package the cache was asked for and lacks. */
  readonly missingRelease: string | undefined;
}

/** Everything a build is made from, ready. */
export interface Prepared extends Sources {
  readonly image: PulledImage;
  readonly facts: ProbeFacts;
}

/**
 * Pull (and then the probe), clone and release package side by side; the first that fails stops the others.
 *
 * @param beforePull asked once the configuration is rendered, before anything is pulled; what is not worth a pull is not
 * worth one beside the rendering either.
 * @returns undefined when that said no.
 */
export async function prepareAll(
  inputs: BuildInputs,
  { engine, runId }: { readonly engine: Engine; readonly runId: string },
  dirs: BuildDirs,
  context: BuildContext,
  beforePull?: (sources: Sources) => Promise<boolean>,
): Promise<Prepared | undefined> {
  const { log, cancellation } = context;
  const others = new AbortController();
  const signal = AbortSignal.any([cancellation.signal, others.signal]);
  let missingRelease: string | undefined;
  const release = asPart('release-rpm', async () => {
    missingRelease = await restoreRelease(inputs, context);
    return await prepareRelease(inputs, log, signal);
  });
  const target =
    inputs.target === undefined ? release.then((opened) => opened?.target) : Promise.resolve(inputs.target);
  const { present } = driverOf(engine);
  const limitMs = inputs.timeoutMinutes === undefined ? undefined : inputs.timeoutMinutes * 60_000;
  const pull = async (name: string | undefined): Promise<PulledImage> => {
    cancellation.throwIfCancelled();
    if (present !== undefined) return await present();
    const reference = inputs.assemblerImage ?? needPair(name, 'assembler-image').assemblerImage;
    const identity = identityOf(runId, 'pull');
    const options = { signal, authFile: inputs.registryAuthFile, tempDir: dirs.pull, limitMs, identity };
    return await asPart(
      'pull',
      async () => await pullImage(engine, reference, join(dirs.logs, 'pull.log'), log, options),
    );
  };
  const probe: { running: Promise<unknown> } = { running: Promise.resolve() };
  const look = async (image: PulledImage): Promise<ProbeFacts> => {
    signal.throwIfAborted();
    const identity = identityOf(runId, 'probe');
    const cache = join(inputs.workDir, 'probe');
    const facts = asPart(
      'probe',
      async () =>
        await probeOnce(engine, image, identity, cache, { log, extraArgs: inputs.engineArgs, limitMs }),
    );
    probe.running = facts.catch(() => undefined);
    return await facts;
  };
  const base = target.then(async (name) => {
    cancellation.throwIfCancelled();
    announcePair(pairInUse(inputs, name), log);
    const source = baseSource(inputs, name);
    const fetched = await asPart(
      'base-config',
      async () => await prepareBase(inputs, source, log, { signal }),
    );
    return { source, ...fetched };
  });
  const rendered = Promise.all([release, target, base]).then(async ([opened, name, { dir }]) => {
    const parts = { base: dir, release: opened, target: name, out: dirs.config };
    return await asPart('render', async () => await prepareTree(inputs, parts, log));
  });
  const sources = Promise.all([rendered, release, target, base]).then(
    async ([tree, opened, name, { source, commit }]): Promise<Sources> => {
      for (const secret of await loginsOfRepositories(dirs.config)) addSecret(secret);
      return {
        rendered: tree,
        release: opened,
        target: name,
        missingRelease,
        base: { ...source, url: redactUrl(source.url), commit },
      };
    },
  );
  const isWanted = beforePull === undefined ? Promise.resolve(true) : sources.then(beforePull);
  const pulled = Promise.all([target, isWanted]).then(async ([name, wanted]) =>
    wanted ? await pull(name) : undefined,
  );
  const probed = pulled.then(async (image) => (image === undefined ? undefined : await look(image)));
  const [image, facts, made] = await cancellation.orCancelled(
    sideBySide(
      [pulled, probed, sources, isWanted, rendered, release, target, base] as const,
      // A mistake in the configuration shall not wait for the end of a pull.
      () => {
        others.abort(new Error('stopped, because another part failed'));
        // The probe takes a second; a client that is stopped while it starts a container leaves the container.
        void probe.running.finally(() => signalChildren('SIGTERM'));
      },
    ),
  );
  cancellation.throwIfCancelled();
  if (image === undefined || facts === undefined) return undefined;
  const took = present === undefined ? `, pulled in ${image.seconds.toFixed(1)} s` : '';
  log.info(`assembler ${image.reference}: ${image.digest}${took}`);
  if (!isPinned(image.reference) && image.pinned !== undefined) {
    log.warning(`assembler-image: ${image.reference} can move. Pin it with assembler-image: ${image.pinned}`);
  }
  return { ...made, image, facts };
}

/** Passwords in the addresses of the .repo files: the assembler's programs print addresses. */
async function loginsOfRepositories(dir: string): Promise<string[]> {
  const files = await repoFilesIn(dir);
  const texts = await Promise.all(files.map(async (name) => await readFile(join(dir, name), 'utf8')));
  return texts.flatMap((text) => [
    ...loginsIn(text),
    ...[...text.matchAll(/^\s*(?:proxy_)?password\s*=\s*(\S+)\s*$/gm)].map(([, value = '']) => value),
  ]);
}
