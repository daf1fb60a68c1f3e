import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { registerSecrets } from '../../../src/inputs/secrets.ts';
import { forgetSecrets, knownSecrets, maskSecrets } from '../../../src/log/secrets.ts';
import { tempDir } from '../../support/temp.ts';

afterEach(() => forgetSecrets());

describe('registerSecrets', () => {
  it('finds logins in inputs and proxies', () => {
    registerSecrets(
      { 'ovirt-release': 'https://a:first-pw@h/x\nhttps://h/y', 'base-config': 'https://b:second-pw@h/z' },
      {
        HTTPS_PROXY: 'http://c:third-pw@h:3128',
        http_proxy: 'http://d:fourth-pw@h',
        OTHER: 'x://e:fifth-pw@h',
      },
    );
    expect(maskSecrets('first-pw second-pw third-pw fourth-pw fifth-pw')).toBe('*** *** *** *** fifth-pw');
  });

  it('takes the values of yum-variables for secrets, and lines that are mistakes', () => {
    registerSecrets(
      { 'yum-variables': 'user=somebody\npass=a=b=c\nno-name-at-all' },
      { DNF_VAR_x: 'from-environment' },
    );
    expect(maskSecrets('user somebody a=b=c no-name-at-all from-environment')).toBe('user *** *** *** ***');
  });

  it('reads the logins of an auth file, and takes no harm from one that is none', async () => {
    const file = join(await tempDir(), 'auth.json');
    const auth = Buffer.from('robot:pass:word').toString('base64');
    await writeFile(
      file,
      JSON.stringify({ auths: { 'r.example': { auth }, odd: 7, t: { identitytoken: 'itoken' } } }),
    );
    registerSecrets({ 'registry-auth-file': file }, {});
    expect(maskSecrets(`robot ${auth} pass:word itoken`)).toBe('robot *** *** ***');
    forgetSecrets();
    await writeFile(file, '[');
    registerSecrets({ 'registry-auth-file': file }, { REGISTRY_AUTH_FILE: '/nonexistent' });
    expect(knownSecrets()).toEqual([]);
  });
});
