import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { RenderedConfig } from '../config-tree/types.ts';
import type { Flattened } from '../treefile/types.ts';
import type { BuildRecord } from './record.ts';

/** Characters of an inline script's name. */
const NAME_LENGTH = 60;

/** The layers of the image in their order: those a manifest lists, then those the fitting to the assembler adds. */
export function layersOf({
  flattened,
  unlistedOverlays,
}: Pick<RenderedConfig, 'flattened' | 'unlistedOverlays'>): string[] {
  const listed: unknown = flattened.config['ostree-layers'];
  return [
    ...(Array.isArray(listed) ? listed.filter((layer) => typeof layer === 'string') : []),
    ...unlistedOverlays.map((name) => `overlay/${name}`),
  ];
}

/**
 * The scripts a compose runs, in its order: `postprocess`, `postprocess-script`, then those of finalize.d. An inline
 * script is called after its first line that says something.
 *
 * @param dir the rendered tree, which the paths of the manifest start from.
 */
export async function scriptsOf(flattened: Flattened, dir: string): Promise<BuildRecord['scripts']> {
  const inline: unknown = flattened.config['postprocess'];
  const scripts = (Array.isArray(inline) ? inline.filter((text) => typeof text === 'string') : []).map(
    (text) => ({ name: nameOf(text), sha256: sha256(text) }),
  );
  const script = flattened.config['postprocess-script'];
  const from = flattened.provenance.get('postprocess-script');
  const files = [
    ...(typeof script === 'string' && from?.kind === 'scalar'
      ? [{ name: script, path: posix.join(posix.dirname(from.winner.file), script) }]
      : []),
    ...[...flattened.finalize].map(([name, path]) => ({ name, path })),
  ];
  for (const { name, path } of files) {
    const text = await readFile(path.startsWith('/') ? path : join(dir, path)).catch(() => undefined);
    // The compose says it of a script that is not there; here it only has no text.
    if (text !== undefined) scripts.push({ name, sha256: sha256(text) });
  }
  return scripts;
}

function nameOf(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const said = lines.find((line) => line !== '' && !/^(?:#!|set -|#+$)/.test(line)) ?? 'script';
  return said.replace(/^#+\s*/, '').slice(0, NAME_LENGTH);
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
