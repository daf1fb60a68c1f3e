import { describe, expect, it } from 'vitest';
import { makeRecord, runOf } from '../../../src/build-record/make-record.ts';
import { recordOf } from '../../../src/build-record/read-record.ts';
import { makeBuildRecord } from '../../support/build-record.ts';
import { isObject, type JsonObject } from '../../../src/json.ts';

function json(change: Readonly<Record<string, unknown>> = {}): JsonObject {
  const value: unknown = JSON.parse(JSON.stringify({ ...makeBuildRecord(), ...change }));
  if (!isObject(value)) throw new Error('no object');
  return value;
}

describe('a record', () => {
  it('is read as it was written', () => {
    expect(recordOf(json(), 'record.json')).toEqual(makeBuildRecord());
    const bare = makeBuildRecord({ target: null, release: null, run: null });
    expect(recordOf(json({ target: null, release: null, run: null }), 'record.json')).toEqual(bare);
  });

  it.each([
    [{ schema: 2 }, /schema: found 2, expected 1/],
    [{ buildId: '../..' }, /buildId: found "\.\.\/\.\."/],
    [{ buildId: '-rf' }, /buildId/],
    [{ name: 'a/b' }, /name/],
    [{ arch: '../x' }, /arch/],
    [{ target: 'debian' }, /target/],
    [{ ostreeCommit: 'abc' }, /ostreeCommit/],
    [{ dialect: 'D99' }, /dialect/],
    [{ finished: 'yesterday' }, /finished/],
    [{ finished: '2026-99-99T00:00:00Z' }, /finished/],
    [{ assembler: null }, /assembler/],
    [{ assembler: { reference: 'x' } }, /record\.json: assembler: digest: found nothing/],
    [{ release: { nevr: 'x', sha256: 'y' } }, /release: sha256/],
    [{ config: [] }, /config/],
    [{ config: { a: 1 } }, /config/],
    [{ layers: [1] }, /layers/],
    [{ scripts: [{ name: 'a' }] }, /scripts/],
    [{ packages: [['a', '0', '1', '1']] }, /packages/],
    [{ packages: [['a', '0', '1', '1', 5]] }, /packages/],
    [{ images: [{ ...makeBuildRecord().images[0], file: '/etc/passwd' }] }, /images/],
    [{ images: [{ ...makeBuildRecord().images[0], size: -1 }] }, /images/],
    [{ images: [{ ...makeBuildRecord().images[0], artifact: { id: 'x', url: '' } }] }, /images/],
    [{ fingerprint: 'x' }, /fingerprint/],
    [{ run: { id: 0, url: 'x', sha: 'y' } }, /run: id/],
  ])('with %j is refused, naming the key', (change, message) => {
    expect(() => recordOf(json(change), 'record.json')).toThrow(message);
  });

  it('without any one of its keys is refused', () => {
    for (const key of Object.keys(makeBuildRecord()).filter((name) => name !== 'configPath')) {
      const { [key]: _gone, ...rest } = json();
      expect(() => recordOf(rest, 'record.json'), key).toThrow(`record.json: ${key}: found nothing`);
    }
  });

  it('knows the run and the place of the configuration', () => {
    const {
      schema: _schema,
      finished: _finished,
      run: _run,
      configPath: _path,
      images: _images,
      ...rest
    } = makeBuildRecord();
    const env = {
      GITHUB_WORKSPACE: '/w',
      GITHUB_RUN_ID: '41',
      GITHUB_REPOSITORY: 'ovirt/some-node',
      GITHUB_SHA: '4'.repeat(40),
    };
    const image = { kind: 'live-iso', path: '/i/node.iso', size: 7, sha256: '2'.repeat(64) };
    const artifact = { id: 11, url: undefined };
    const record = makeRecord(
      { ...rest, images: [{ ...image, artifact }], configDir: '/w/config' },
      env,
      new Date('2026-11-24T03:00:00Z'),
    );
    expect(record).toMatchObject({
      run: makeBuildRecord().run,
      configPath: 'config',
      finished: '2026-11-24T03:00:00.000Z',
      images: [{ file: 'node.iso', artifact: { id: 11, url: '' } }],
    });
    expect(recordOf(json({ ...record }), 'record.json')).toEqual(record);
    expect(runOf({})).toBeNull();
  });
});
