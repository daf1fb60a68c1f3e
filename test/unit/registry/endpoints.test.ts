import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endpointsOf, readRegistries } from '../../../src/registry/endpoints.ts';
import { imageName } from '../../../src/registry/image-name.ts';
import { parseRegistries } from '../../../src/registry/registries-conf.ts';
import { refusal } from '../../support/refusal.ts';
import { tempDir } from '../../support/temp.ts';

const CONF = `
unqualified-search-registries = ["one.example"]  # for short names
[[registry]] # the lab
location = "lab.example:5000"
insecure = true

[[ registry ]]
prefix = 'quay.io/team'
location = "cache.example/quay/team"
  [[registry.mirror]]
  location = "near.example/m"
  insecure = true
  [[registry.mirror]]
  location = "digests.example"
  pull-from-mirror = "digest-only"
[[registry]]
prefix = "*.bad.example"
blocked = true
[aliases]
"location" = "x"
location = "nothing"
`;

function places(reference: string, conf = CONF): string[] {
  return endpointsOf(imageName(reference), parseRegistries(conf)).map(
    ({ registry, repository, insecure }) => `${registry}/${repository}${insecure ? ' insecure' : ''}`,
  );
}

describe('where an image is asked for', () => {
  it.each([
    ['quay.io/other/image:1', ['quay.io/other/image']],
    ['quay.io/teams/image:1', ['quay.io/teams/image']],
    ['lab.example:5000/a/b', ['lab.example:5000/a/b insecure']],
    ['lab.example/a/b', ['lab.example/a/b']],
    ['quay.io/team/a/b:2', ['near.example/m/a/b insecure', 'cache.example/quay/team/a/b']],
    ['docker.io/debian:12', ['docker.io/library/debian']],
    ['index.docker.io/team/x', ['docker.io/team/x']],
  ])('%s', (reference, expected) => {
    expect(places(reference)).toEqual(expected);
  });

  it('is the longest prefix, whatever the order', () => {
    const conf = `[[registry]]\nprefix="r.example/a"\nlocation="one.example"\n[[registry]]\nlocation="r.example"\n`;
    expect(places('r.example/a/b', conf)).toEqual(['one.example/b']);
    expect(places('r.example/c/b', conf)).toEqual(['r.example/c/b']);
  });

  it('leaves out mirrors that serve digests alone', () => {
    const conf = `[[registry]]\nlocation="r.example"\nmirror-by-digest-only=true\n[[registry.mirror]]\nlocation="m"\n`;
    expect(places('r.example/c/b', conf)).toEqual(['r.example/c/b']);
  });

  it('is nowhere for what is blocked', () => {
    expect(() => places('x.bad.example/a/b')).toThrow(/registries\.conf blocks \*\.bad\.example/);
  });
});

describe('the configuration in use', () => {
  it('is the file that is named, or an error', async () => {
    const dir = await tempDir();
    const file = join(dir, 'r.conf');
    await writeFile(file, '[[registry]]\nlocation = "r.example"\n');
    expect(await readRegistries({ CONTAINERS_REGISTRIES_CONF: file, HOME: dir })).toHaveLength(1);
    const missing = readRegistries({ CONTAINERS_REGISTRIES_CONF: join(dir, 'none') });
    expect((await refusal(missing)).message).toMatch(/^CONTAINERS_REGISTRIES_CONF: .* cannot be read/);
  });

  it("is the user's own with the files beside it, of which the last one wins", async () => {
    const home = await tempDir();
    const dir = join(home, '.config', 'containers', 'registries.conf.d');
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, '..', 'registries.conf'), '[[registry]]\nlocation = "oni.example"\n');
    await writeFile(join(dir, '1.conf'), '[[registry]]\nprefix = "oni.example"\nlocation = "one.example"\n');
    await writeFile(join(dir, '2.conf'), '[[registry]]\nprefix = "oni.example"\nlocation = "two.example"\n');
    await writeFile(join(dir, '3.txt'), '[[registry]]\nprefix = "oni.example"\nlocation = "three.example"\n');
    const tables = await readRegistries({ HOME: home });
    expect(endpointsOf(imageName('oni.example/a/b'), tables)).toEqual([
      { registry: 'two.example', repository: 'a/b', insecure: false },
    ]);
  });
});
