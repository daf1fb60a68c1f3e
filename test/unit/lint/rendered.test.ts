import { expect, it } from 'vitest';
import { lint } from '../../../src/lint/lint.ts';
import type { Finding } from '../../../src/lint/finding.ts';
import { sourcePlaces } from '../../../src/lint/rendered.ts';
import { BASE, renderTrees, USER } from '../config-tree/trees.ts';

async function lintRendered(
  user: Record<string, string>,
  changes: Parameters<typeof renderTrees>[1] = {},
): Promise<readonly Finding[]> {
  const base = {
    ...BASE,
    'manifests/group': 'root:x:0:\n',
    'manifests/base.yaml': `${BASE['manifests/base.yaml'] ?? ''}check-groups:\n  type: file\n  filename: group\n`,
  };
  const { rendered } = await renderTrees({ base, user: { ...USER, ...user } }, changes);
  return await lint(rendered.out, { arches: ['x86_64'], placeOf: sourcePlaces(rendered.view) });
}

it('a finding of a rendered manifest is on the line of the template', async () => {
  const template = `${USER['manifest.yaml.in'] ?? ''}  - nano >= 2\n`;
  const found = await lintRendered({ 'manifest.yaml.in': template }, { packages: ['added'] });
  const own = found.find(({ rule }) => rule === 'version-query-quoting');
  expect(own?.location).toMatchObject({ file: 'manifest.yaml.in', line: template.split('\n').length - 1 });
});

it('or names the input that made it', async () => {
  const found = await lintRendered({}, { overrides: 'mutate-os-release: "$releasever"\nreleasever: "9"\n' });
  const own = found.find(({ rule }) => rule === 'unresolved-substitution');
  expect(own?.location).toEqual({ file: 'manifest.yaml.in' });
  expect(own?.message).toMatch(/^overrides: mutate-os-release: /);
});

it('what else is a template is named so, and a base by its directory', async () => {
  const found = await lintRendered({
    'own.repo.in': '[own]\nname=@TARGET@\nbaseurl=https://example.com/\ngpgcheck=0\n',
  });
  expect(found.find(({ rule }) => rule === 'repo-file')?.location.file).toBeDefined();
  const files = new Set(found.map(({ location }) => location.file));
  expect(files).toContain('own.repo.in');
  expect(files).not.toContain('manifest.yaml');
});
