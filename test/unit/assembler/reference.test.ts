import { describe, expect, it } from 'vitest';
import { checkImageReference, checkPushReference } from '../../../src/assembler/reference.ts';
import { PAIRS } from '../../../src/config-tree/pairs.ts';
import { UserError } from '../../../src/errors.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;

describe('an image reference', () => {
  it.each([
    ...PAIRS.map(({ assemblerImage }) => assemblerImage),
    'cosa',
    'cosa:latest',
    'localhost/cosa',
    'registry.example:5000/a/b-c__d.e:rhcos-4.17',
    '127.0.0.1:40001/oni/x:tag',
    '[::1]:5000/x:tag',
    `registry.example/x@${DIGEST}`,
    `registry.example/x:tag@${DIGEST}`,
    'Registry.Example/x',
    'directory/x',
  ])('%s names an image in a registry', (text) => {
    expect(() => checkImageReference(text)).not.toThrow();
  });

  it.each([
    '',
    'dir:/etc',
    'dir:etc',
    'oci:layout',
    'oci-archive:file.tar',
    'docker-archive:file.tar',
    'containers-storage:x',
    'docker://registry.example/x',
    'registry.example/Upper',
    'registry.example/x:',
    'registry.example/x@sha256:abc',
    'registry.example//x',
    '/x',
    'x/',
    '-v/:/host',
    'a b',
    'x:tag\n',
  ])('%j does not', (text) => {
    expect(() => checkImageReference(text)).toThrow(UserError);
    expect(() => checkImageReference(text)).toThrow(/^assembler-image: found /);
  });
});

describe('where an image is pushed to', () => {
  it.each([
    'registry.example/ovirt/node:nightly',
    'localhost/x:1',
    '10.0.0.1:5000/a/b:9.1',
    'r.example:5000/x:y',
  ])('%s is a place', (text) => {
    expect(() => checkPushReference(text)).not.toThrow();
  });

  it.each([
    '',
    'node:nightly',
    'ovirt/node:nightly',
    'registry.example/node',
    'registry.example:5000/node',
    `registry.example/node@${DIGEST}`,
    `registry.example/node:1@${DIGEST}`,
    'docker://registry.example/node:1',
    'oci-archive:file.tar',
    'dir:/etc/x:1',
    '-v/x.y:1',
    'registry.example/Upper:1',
  ])('%j is none', (text) => {
    expect(() => checkPushReference(text)).toThrow(/^push: found .*expected registry\/name:tag/);
  });
});
