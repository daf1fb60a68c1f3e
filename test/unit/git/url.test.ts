import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { gitEnvironment } from '../../../src/git/git.ts';
import { checkRef, checkRepositoryUrl, transportWarning } from '../../../src/git/url.ts';

describe('checkRepositoryUrl', () => {
  it.each([
    ['https://example.com/a.git', 'https', 'https://example.com/a.git'],
    ['HTTPS://example.com/a', 'https', 'HTTPS://example.com/a'],
    ['ssh://git@example.com:22/a', 'ssh', 'ssh://***@example.com:22/a'],
    ['git@example.com:org/a.git', 'ssh', 'git@example.com:org/a.git'],
    ['file:///srv/a', 'file', 'file:///srv/a'],
    ['/srv/a:b', 'file', '/srv/a:b'],
    ['../a', 'file', '/srv/a'],
    ['http://10.0.0.1:8080/a', 'http', 'http://10.0.0.1:8080/a'],
  ])('takes %s as %s', (url, transport, shown) => {
    expect(checkRepositoryUrl(url, 'base-config', '/srv/configs')).toMatchObject({ transport, shown });
  });

  it('never shows a token', () => {
    expect(checkRepositoryUrl('https://user:s3cret@example.com/a').shown).toBe('https://***@example.com/a');
    expect(() => checkRepositoryUrl('ftp://user:s3cret@example.com/a')).toThrow(/^(?!.*s3cret)/s);
  });

  it.each([
    '',
    '-uhttps://example.com',
    '--upload-pack=touch',
    'ext::sh -c touch',
    'fd::3',
    'git://example.com/a',
    'ftp://example.com/a',
    'ssh://-oProxyCommand=touch/a',
    'ssh://user@-oProxyCommand=touch/a',
    '-oProxyCommand=touch:a',
    'git@-oProxyCommand=touch:a',
    'git@example.com:-a',
    'https:///a',
    'https://example.com/a\nb',
  ])('refuses %j, naming the input', (url) => {
    expect(() => checkRepositoryUrl(url)).toThrow(UserError);
    expect(() => checkRepositoryUrl(url)).toThrow(/^base-config: found /);
  });
});

describe('transportWarning', () => {
  const http = checkRepositoryUrl('http://example.com/a');

  it('warns about a name over http only', () => {
    expect(transportWarning(http, 'main')).toMatch(/not protected/);
    expect(transportWarning(http, undefined)).toMatch(/not protected/);
    expect(transportWarning(http, 'a'.repeat(40))).toBeUndefined();
    expect(transportWarning(checkRepositoryUrl('https://example.com/a'), 'main')).toBeUndefined();
  });
});

describe('checkRef', () => {
  it.each(['main', 'release-4.17', 'v1.2', 'a/b', 'f'.repeat(40)])('takes %s', (ref) => {
    expect(() => checkRef(ref)).not.toThrow();
  });

  it.each(['', '-main', '--all', '+main', 'a:b', 'a..b', 'a b', 'a^', 'HEAD@{1}', 'a*'])(
    'refuses %j',
    (ref) => {
      expect(() => checkRef(ref)).toThrow(/^base-config-ref: found /);
    },
  );
});

describe('gitEnvironment', () => {
  it('drops what the caller says about git and keeps what a connection needs', () => {
    const env = gitEnvironment(
      {
        GIT_DIR: '/x',
        GIT_CONFIG_COUNT: '1',
        PATH: '/bin',
        https_proxy: 'p',
        SSH_ASKPASS: 'x',
        GIT_SSH_COMMAND: 'ssh -i k',
      },
      { transports: ['https', 'ssh'] },
    );
    expect(env).toEqual({
      PATH: '/bin',
      https_proxy: 'p',
      GIT_SSH_COMMAND: 'ssh -i k',
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
      GIT_ALLOW_PROTOCOL: 'https:ssh',
    });
  });

  it('allows no transport when none is given', () => {
    expect(gitEnvironment({}, {})['GIT_ALLOW_PROTOCOL']).toBe('none');
  });
});
