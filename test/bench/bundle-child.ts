import { join } from 'node:path';
import { rolldown } from 'rolldown';

/**
 * Bundles a module of this directory into `dir`, as users run the product.
 *
 * @returns path of the bundle.
 */
export async function bundleChild(name: string, dir: string): Promise<string> {
  const bundle = await rolldown({ input: join(import.meta.dirname, `${name}.ts`), platform: 'node' });
  await bundle.write({
    dir,
    format: 'esm',
    minify: true,
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
  });
  await bundle.close();
  return join(dir, `${name}.mjs`);
}
