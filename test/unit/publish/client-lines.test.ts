import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readClientLine, redact } from '../../../src/publish/client-lines.ts';

describe('lines of the artifact client', () => {
  it('are what its code prints', () => {
    const lib = 'node_modules/@actions/artifact/lib/internal';
    const blob = readFileSync(`${lib}/upload/blob-upload.js`, 'utf8');
    // Our patterns follow these texts: another version of the client must be looked at again.
    expect(blob).toContain('`Uploaded bytes ${progress.loadedBytes}`');
    expect(blob).toContain('`SHA256 digest of uploaded artifact is ${sha256Hash}`');
    expect(blob).toContain("'Upload progress stalled.'");
    expect(readFileSync(`${lib}/upload/upload-artifact.js`, 'utf8')).toContain(
      '`Finalizing artifact upload`',
    );
    expect(readFileSync(`${lib}/shared/artifact-twirp-client.js`, 'utf8')).toContain(
      '`Attempt ${attempt + 1} of ${this.maxAttempts} failed with error: ${errorMessage}.',
    );
  });

  it('are read for what they mean', () => {
    expect(readClientLine('Uploaded bytes 8388608')).toEqual({ kind: 'progress', bytes: 8388608 });
    const sha256 = 'ab'.repeat(32);
    expect(readClientLine(`SHA256 digest of uploaded artifact is ${sha256}`)).toEqual({
      kind: 'digest',
      sha256,
    });
    expect(readClientLine('Finalizing artifact upload')).toEqual({ kind: 'finalizing' });
    expect(readClientLine('Attempt 1 of 5 failed with error: x. Retrying request in 3000 ms...').kind).toBe(
      'waiting',
    );
    expect(readClientLine('Root directory input is valid!').kind).toBe('detail');
  });

  it('never act as workflow commands', () => {
    expect(readClientLine('::debug::Body: {%0A  "a": 1%0A}')).toEqual({
      kind: 'detail',
      text: 'Body: {\n  "a": 1\n}',
    });
    expect(readClientLine('::warning file=a::careful')).toEqual({ kind: 'detail', text: 'careful' });
  });

  it('never show a signature', () => {
    const url = 'https://x.blob.example/a?se=1&sig=abc%2Bdef%3D&sp=cw';
    expect(redact(`"${url}"`)).toBe('"https://x.blob.example/a?se=1&sig=***&sp=cw"');
    expect(redact('https://x/?sig=abc')).toBe('https://x/?sig=***');
    for (const line of [`::add-mask::abc+def=`, `::debug::${url.replaceAll('%', '%25')}`, url]) {
      expect(JSON.stringify(readClientLine(line))).not.toContain('abc');
    }
  });
});
