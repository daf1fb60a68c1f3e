import { describe, expect, it } from 'vitest';
import { accessError, finalText, isTransient, lastLine } from '../../../src/git/failures.ts';

const ACCESS = "fatal: unable to access 'https://host/x/': ";

describe('what git says', () => {
  // `caused`: git 2.39.5 here said it; else the program whose source has the text.
  it.each([
    [`${ACCESS}Could not resolve host: host`, 'caused'],
    [`${ACCESS}Failed to connect to host port 443 after 0 ms: Couldn't connect to server`, 'caused'],
    [`${ACCESS}The requested URL returned error: 503`, 'caused'],
    [`${ACCESS}The requested URL returned error: 429`, 'git http.c'],
    [`${ACCESS}Empty reply from server`, 'curl strerror.c'],
    [`${ACCESS}Operation too slow. Less than 1000 bytes/sec transferred the last 60 seconds`, 'curl'],
    [`${ACCESS}OpenSSL SSL_read: SSL_ERROR_SYSCALL, errno 104`, 'curl'],
    [`${ACCESS}GnuTLS recv error (-110): The TLS connection was non-properly terminated.`, 'curl'],
    ['error: RPC failed; curl 18 transfer closed with outstanding read data remaining', 'git remote-curl.c'],
    ['fatal: early EOF\nfatal: fetch-pack: invalid index-pack output', 'git index-pack.c'],
    ['ssh: connect to host host port 22: Connection refused', 'ssh'],
    ['kex_exchange_identification: Connection closed by remote host', 'ssh'],
    ['ssh: connect to host host port 22: Connection timed out', 'ssh'],
  ])('%s passes with time (%s)', (stderr) => {
    expect(isTransient(stderr)).toBe(true);
  });

  it.each([
    [`${ACCESS}CONNECT tunnel failed, response 407`, /wants a login: give HTTPS_PROXY/, 'caused'],
    [`${ACCESS}Received HTTP code 407 from proxy after CONNECT`, /wants a login: give HTTPS_PROXY/, 'curl 7'],
    [`${ACCESS}Proxy CONNECT aborted`, /proxy made no connection/, 'caused'],
    [`${ACCESS}CONNECT tunnel failed, response 403`, /proxy made no connection/, 'curl'],
    [
      `${ACCESS}server certificate verification failed. CAfile: none CRLfile: none`,
      /in ca-certificates/,
      'caused',
    ],
    [
      `${ACCESS}SSL certificate problem: self-signed certificate in certificate chain`,
      /in ca-certificates/,
      'curl',
    ],
    ['fatal: write error: No space left on device\nfatal: early EOF', /disk is full/, 'git'],
  ])('%s does not, and means %s (%s)', (stderr, text) => {
    expect(isTransient(stderr)).toBe(false);
    expect(finalText(stderr)).toMatch(text);
  });

  it.each([
    ["fatal: repository 'https://host/x/' not found", /no git repository/],
    ["fatal: could not read Username for 'https://host': terminal prompts disabled", /wants a login/],
    ['git@host: Permission denied (publickey).', /wants a login/],
  ])('%s is about access', (stderr, text) => {
    expect(isTransient(stderr)).toBe(false);
    expect(accessError('base-config: x', stderr)?.message).toMatch(text);
  });

  it('is shown by the line that says why, without a login', () => {
    expect(lastLine('warning: x\nfatal: no https://me:geheim@host/x\nhint: y\n')).toBe(
      'fatal: no https://***@host/x',
    );
    expect(lastLine('')).toBe('no message');
  });
});
