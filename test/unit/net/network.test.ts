import { afterEach, beforeEach, expect, it } from 'vitest';
import { prepareNetwork, warnOfLocalProxies } from '../../../src/net/network.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';

const before = { ...process.env };

beforeEach(() => {
  for (const name of Object.keys(process.env)) {
    if (/_proxy$|^(SSL_CERT_FILE|NODE_EXTRA_CA_CERTS|GIT_SSL_CAINFO)$|^DNF_VAR_/i.test(name))
      delete process.env[name];
  }
});

afterEach(() => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, before);
});

it('names proxies and variables for containers, and keeps variables out of this process', async () => {
  process.env['HTTPS_PROXY'] = 'proxy:3128';
  process.env['DNF_VAR_from_env'] = 'one';
  const workDir = await tempDir();
  const network = await prepareNetwork({ workDir, yumVariables: { token: 'two' } }, new MemoryLog());
  expect(network.passEnv).toEqual(['DNF_VAR_from_env', 'DNF_VAR_token', 'HTTPS_PROXY', 'https_proxy']);
  expect(network.env).toMatchObject({ DNF_VAR_token: 'two', https_proxy: 'http://proxy:3128' });
  expect(network.caBundle).toBeUndefined();
  // git reads the one spelling, others the other: both are there for every child.
  expect(process.env['https_proxy']).toBe('http://proxy:3128');
  expect(process.env['DNF_VAR_token']).toBeUndefined();
});

it('asks for nothing where nothing is set', async () => {
  const network = await prepareNetwork({ workDir: await tempDir() }, new MemoryLog());
  expect(network).toEqual({ passEnv: [], env: {}, caBundle: undefined });
});

it('warns of a proxy that only this machine can reach', () => {
  process.env['http_proxy'] = 'http://127.0.0.1:3128';
  process.env['HTTPS_PROXY'] = 'http://10.0.0.1:3128';
  const log = new MemoryLog();
  warnOfLocalProxies(log);
  expect(log.of('warning')).toEqual([expect.stringMatching(/^HTTP_PROXY: .*no container can reach/)]);
});
