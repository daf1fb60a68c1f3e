import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCertificates, trustCertificates } from '../../../src/net/certificates.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';

const [ONE = '', TWO = ''] = tls.rootCertificates;
const trusted = tls.getCACertificates('default');
/** Without blanks: writers break lines differently. */
function squeezed(text: string): string {
  return text.replaceAll(/\s/g, '');
}

let dir = '';
let file = '';

beforeEach(async () => {
  dir = await tempDir();
  file = join(dir, 'ca.pem');
  // As if the machine trusted one authority only.
  tls.setDefaultCACertificates([TWO]);
});

afterEach(() => tls.setDefaultCACertificates(trusted));

describe('readCertificates', () => {
  it('reads several from one file, with text between them', async () => {
    await writeFile(file, `# one\n${ONE}\nSubject: two\r\n${TWO}`);
    expect(await readCertificates(file, 'x')).toHaveLength(2);
  });

  it.each([
    ['nothing', '', /^x: \S+ca\.pem holds no certificate, expected PEM .*openssl x509 -inform der`$/],
    ['half of one', ONE.slice(0, 400), /holds no certificate/],
    ['damaged', ONE.replace('MII', 'AAA'), /certificate 1 is damaged/],
  ])('refuses %s', async (_title, text, message) => {
    await writeFile(file, text);
    await expect(readCertificates(file, 'x')).rejects.toThrow(message);
  });
});

describe('trustCertificates', () => {
  it('adds to what is trusted, here and in a bundle for others', async () => {
    await writeFile(file, ONE);
    const bundle = join(dir, 'work', 'bundle.pem');
    const env = await trustCertificates(file, {}, bundle, new MemoryLog());
    expect(env).toEqual({ SSL_CERT_FILE: bundle, GIT_SSL_CAINFO: bundle });
    const inBundle = squeezed(await readFile(bundle, 'utf8'));
    const inProcess = squeezed(tls.getCACertificates('default').join(''));
    for (const certificate of [ONE, TWO]) {
      // Compared as a whole text: a failure would print hundreds of certificates.
      expect(inBundle.includes(squeezed(certificate))).toBe(true);
      expect(inProcess.includes(squeezed(certificate))).toBe(true);
    }
  });

  it('changes nothing when there is nothing to add', async () => {
    const env = await trustCertificates(undefined, {}, join(dir, 'bundle.pem'), new MemoryLog());
    expect(env).toEqual({});
    expect(tls.getCACertificates('default')).toHaveLength(1);
  });

  it.each(['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'GIT_SSL_CAINFO'])('takes those of %s', async (name) => {
    await writeFile(file, ONE);
    const bundle = join(dir, 'bundle.pem');
    await trustCertificates(undefined, { [name]: file }, bundle, new MemoryLog());
    expect(squeezed(await readFile(bundle, 'utf8')).includes(squeezed(ONE))).toBe(true);
    expect(tls.getCACertificates('default')).toHaveLength(2);
  });

  it('refuses a bad file of the input and leaves out one of a variable', async () => {
    const log = new MemoryLog();
    const none = join(dir, 'none.pem');
    const bundle = join(dir, 'bundle.pem');
    await expect(trustCertificates(none, {}, bundle, log)).rejects.toThrow(
      /^ca-certificates: \S+ cannot be read/,
    );
    expect(await trustCertificates(undefined, { SSL_CERT_FILE: none }, bundle, log)).toEqual({});
    expect(log.of('warning')).toEqual([expect.stringMatching(/^SSL_CERT_FILE: .*it is left out$/)]);
  });
});
