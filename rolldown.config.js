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

const input = { main: 'src/main.ts', post: 'src/post.ts', cli: 'src/cli.ts' };

/** What has to be there quickly, and what `lint` loads besides. */
const STARTS = { ...input, lint: 'src/commands/lint-report.ts' };

/**
 * Names the chunk of a module by the starts that always load it; undefined for what is loaded on demand, which is left
 * to the bundler. It would make dozens of small chunks for each start, and node takes its time for every file.
 */
function byStarts() {
  const loaded = new Map();
  const loadedBy = (start, context) => {
    const known = loaded.get(start);
    if (known !== undefined) return known;
    const entry = join(import.meta.dirname, STARTS[start]);
    const found = new Set([entry]);
    for (const id of found) for (const next of context.getModuleInfo(id)?.importedIds ?? []) found.add(next);
    // The entries are chunks of their own.
    if (start in input) found.delete(entry);
    loaded.set(start, found);
    return found;
  };
  return (id, context) => {
    const starts = Object.keys(STARTS).filter((start) => loadedBy(start, context).has(id));
    // The command line is there already when lint is loaded.
    const named = starts.includes('cli') ? starts.filter((start) => start !== 'lint') : starts;
    return named.length === 0 ? undefined : named.join('-');
  };
}

export default defineConfig({
  input,
  platform: 'node',
  // What the chunks need; the entries export nothing.
  preserveEntrySignatures: 'allow-extension',
  plugins: [emptyFirst(), licences()],
  output: {
    dir: 'dist',
    format: 'esm',
    minify: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    // What a module needs is loaded by the same starts or by more of them: no chunk waits for one that waits for it.
    codeSplitting: {
      groups: [{ name: byStarts(), debugName: 'by-starts' }],
      includeDependenciesRecursively: false,
    },
  },
});
