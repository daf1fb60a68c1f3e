import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defineConfig } from 'rolldown';

/**
 * Collects name, version, licence and licence text of every package that ends up in the bundle (not of every package
 * that is installed), sorted, so that two builds of the same sources are the same bytes.
 */
function licences() {
  const packages = new Map();
  return {
    name: 'licences',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        for (const id of Object.keys(chunk.modules ?? {})) {
          const root = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id.replace(/^\0/, ''))?.[0];
          if (root !== undefined) packages.set(root, undefined);
        }
      }
      const texts = [...packages.keys()].map((root) => {
        const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
        const file = readdirSync(root)
          .sort()
          .find((entry) => /^(licen[cs]e|copying)/i.test(entry));
        const text =
          file === undefined ? '(no licence file in the package)\n' : readFileSync(join(root, file), 'utf8');
        return `${name} ${version}: ${license ?? 'no licence declared'}\n\n${text.replaceAll('\r\n', '\n').trimEnd()}\n`;
      });
      const unique = [...new Set(texts)].sort();
      this.emitFile({
        type: 'asset',
        fileName: 'licenses.txt',
        source: unique.join(`\n${'-'.repeat(78)}\n\n`),
      });
    },
  };
}

/** What an older build left must not survive in the committed bundle. */
function emptyFirst() {
  return {
    name: 'empty-first',
    buildStart() {
      rmSync(join(dirname(new URL(import.meta.url).pathname), 'dist'), { recursive: true, force: true });
    },
  };
}

export default defineConfig({
  input: { main: 'src/main.ts', post: 'src/post.ts', cli: 'src/cli.ts' },
  platform: 'node',
  plugins: [emptyFirst(), licences()],
  output: {
    dir: 'dist',
    format: 'esm',
    minify: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
  },
});
