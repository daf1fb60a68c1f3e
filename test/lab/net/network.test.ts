import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { containerArgv } from '../../../src/assembler/container.ts';
import { CA_BUNDLE, planBuild, type Step } from '../../../src/assembler/plan.ts';
import { runStep } from '../../../src/assembler/run-step.ts';
import { fetchRepository } from '../../../src/git/fetch.ts';
import { registerSecrets } from '../../../src/inputs/secrets.ts';
import { ConsoleLog } from '../../../src/log/console-log.ts';
import { forgetSecrets } from '../../../src/log/secrets.ts';
import { download } from '../../../src/net/download.ts';
import { prepareNetwork, type Network } from '../../../src/net/network.ts';
import { Cancellation } from '../../../src/process/cancellation.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';
import { ROOT } from '../action.ts';
import { ensureAssemblerImage } from '../assembler/image.ts';
import { ENGINE, planRequest } from '../assembler/plan-request.ts';
import { labEnvironment } from '../engine.ts';
import { startGitServer, type GitServer } from '../git-server/server.ts';
import { hostAddress } from '../host.ts';
import { closeServer, listen } from '../listen.ts';
import { must } from '../must.ts';
import { startFileServer, type FileServer } from '../repos/server.ts';
import { makeAuthority, type LabAuthority } from './authority.ts';
import { startProxy, type LabProxy } from './proxy.ts';

const LAB = join(ROOT, '.lab', 'tmp', 'network');
/** A name only the proxy can resolve: whatever reaches it came through the proxy. */
const NAME = 'mirror.oni-lab.invalid';
const LOGIN = 'proxy-user:proxy-geheim';
const POLICY = { attempts: 2, firstDelayMs: 1, maxDelayMs: 1, budgetMs: 60_000 };

const host = hostAddress();
const environment = { ...process.env };
const trusted = tls.getCACertificates('default');
let authority: LabAuthority;
let web: Server;
let port = 0;
let git: GitServer;
let files: FileServer;
let proxy: LabProxy;
let image = '';

beforeAll(async () => {
  authority = await makeAuthority(LAB, [NAME], [host]);
  const pair = { cert: await readFile(authority.certificate), key: await readFile(authority.key) };
  web = createServer(pair, (_request, response) => void response.end('by TLS'));
  port = await listen(web, host);
  const repo = join(LAB, 'git', 'base');
  await mkdir(repo, { recursive: true });
  await writeFile(join(repo, 'file'), 'x');
  await must(['git', 'init', '-q', '-b', 'main'], { cwd: repo });
  await must(['git', 'add', '.'], { cwd: repo });
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com'] as const;
  await must(['git', ...who, 'commit', '-q', '--allow-empty', '-m', 'x'], { cwd: repo });
  git = await startGitServer(join(LAB, 'git'), host, { tls: pair });
  files = await startFileServer(LAB, host);
  proxy = await startProxy({ host, login: LOGIN, names: { [NAME]: host } });
  const engineEnv = await labEnvironment(join(ROOT, '.lab'));
  Object.assign(environment, engineEnv);
  image = await ensureAssemblerImage({ labDir: join(ROOT, '.lab'), env: engineEnv });
});

afterAll(async () => {
  await Promise.all([closeServer(web), git.close(), files.close(), proxy.close()]);
});

/** Puts process and trust back to what they were, without any proxy. */
function restore(): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
  for (const name of Object.keys(process.env)) {
    if (/_proxy$|^(SSL_CERT_FILE|NODE_EXTRA_CA_CERTS|GIT_SSL_CAINFO)$/i.test(name)) delete process.env[name];
  }
  tls.setDefaultCACertificates(trusted);
  forgetSecrets();
  proxy.requests.length = 0;
}

beforeEach(restore);
afterEach(restore);

/** Without blanks: writers break lines differently. */
function squeezed(text: string): string {
  return text.replaceAll(/\s/g, '');
}

async function get(url: string): Promise<string> {
  const path = join(await tempDir(), 'file');
  await download(url, path, { limit: 1000, timeoutMs: 20_000, allowPlain: false });
  return await readFile(path, 'utf8');
}

async function clone(url: string): Promise<string> {
  const dest = join(await tempDir(), 'checkout');
  return (await fetchRepository({ url, dest, policy: POLICY }, new MemoryLog())).commit;
}

/** Settings as the build makes them, with the lab's authority. */
async function trustLab(yumVariables: Readonly<Record<string, string>> = {}): Promise<Network> {
  const inputs = { workDir: join(LAB, 'work'), caCertificates: authority.ca, yumVariables };
  return await prepareNetwork(inputs, new MemoryLog());
}

function useProxy(): void {
  process.env['HTTPS_PROXY'] = proxy.url.replace('://', `://${LOGIN}@`);
  process.env['http_proxy'] = process.env['HTTPS_PROXY'];
}

describe('an authority of our own', () => {
  it('is asked for when it is missing, at once', async () => {
    await expect(get(`https://${host}:${port}/`)).rejects.toThrow(
      /certificate is of no authority known here; give the PEM file .* in ca-certificates/,
    );
    const failed = clone(`${git.url}/base`);
    await expect(failed).rejects.toThrow(/no authority known here.* in ca-certificates/);
    await expect(failed).rejects.not.toThrow(/tried/);
  });

  it('makes downloads and git work, and takes none of the others away', async () => {
    await trustLab();
    expect(await get(`https://${host}:${port}/`)).toBe('by TLS');
    expect(await clone(`${git.url}/base`)).toMatch(/^[0-9a-f]{40}$/);
    const now = new Set(tls.getCACertificates('default').map(squeezed));
    expect(trusted.filter((one) => !now.has(squeezed(one)))).toHaveLength(0);
    expect(now.has(squeezed(await readFile(authority.ca, 'utf8')))).toBe(true);
  });

  it('does not vouch for another name', async () => {
    await trustLab();
    await expect(get(`https://localhost:${port}/`)).rejects.toThrow(/another host|nothing listens/);
  });
});

describe('a proxy', () => {
  it('is used by downloads and git, with its login', async () => {
    useProxy();
    await trustLab();
    expect(await get(`https://${NAME}:${port}/`)).toBe('by TLS');
    const at = git.url.replace(host, NAME);
    expect(await clone(`${at}/base`)).toMatch(/^[0-9a-f]{40}$/);
    expect(proxy.requests).toContain(`CONNECT ${NAME}:${port}`);
    expect(proxy.requests).toContain(`CONNECT ${at.slice('https://'.length)}`);
  });

  it('that wants a login says so, to both', async () => {
    process.env['HTTPS_PROXY'] = proxy.url;
    await trustLab();
    await expect(get(`https://${NAME}:${port}/`)).rejects.toThrow(/the proxy wants a login/);
    await expect(clone(`${git.url.replace(host, NAME)}/base`)).rejects.toThrow(/the proxy wants a login/);
  });

  it('is left out for what NO_PROXY names', async () => {
    useProxy();
    process.env['NO_PROXY'] = `example.org,${host}`;
    await trustLab();
    expect(await get(`https://${host}:${port}/`)).toBe('by TLS');
    expect(await clone(`${git.url}/base`)).toMatch(/^[0-9a-f]{40}$/);
    expect(proxy.requests).toEqual([]);
  });
});

describe('a container', () => {
  /** Runs a script as the step that fetches packages, exactly as it is planned. */
  async function inContainer(
    network: Network,
    script: string,
  ): Promise<{ log: string; file: string; argv: string }> {
    const dir = await tempDir();
    const request = planRequest({ image, srvDir: dir, configDir: dir, scratchDir: dir, network });
    const planned = planBuild(request).find(({ id }) => id === 'fetch');
    if (planned === undefined) throw new Error('no step fetch');
    const container = { ...planned.container, user: '0', entrypoint: 'bash', command: ['-c', script] };
    const step: Step = { ...planned, container };
    let text = '';
    const log = new ConsoleLog((piece) => {
      text += piece;
    }, true);
    const runId = `net-${Math.random().toString(36).slice(2, 8)}`;
    await runStep(
      {
        engine: ENGINE,
        log,
        logDir: dir,
        runId,
        cancellation: new Cancellation(log),
        secretEnv: network.env,
        timings: [],
      },
      step,
    );
    return {
      log: text,
      file: await readFile(join(dir, 'fetch.log'), 'utf8'),
      argv: containerArgv('podman', container, { name: 'n', runId }, { fixed: [] }).join(' '),
    };
  }

  it('reaches through the proxy what only the proxy knows, and trusts the authority', async () => {
    useProxy();
    registerSecrets({}, process.env);
    const network = await trustLab();
    const url = `${git.url.replace(host, NAME)}/base`;
    const { log, file, argv } = await inContainer(
      network,
      `set -e; git ls-remote ${url} HEAD; grep -c BEGIN ${CA_BUNDLE}; env | sort`,
    );
    expect(log).toMatch(/[0-9a-f]{40}\tHEAD/);
    expect(proxy.requests).toContain(`CONNECT ${url.slice('https://'.length, -'/base'.length)}`);
    for (const name of ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY']) {
      expect(log).toMatch(new RegExp(`^ *${name}=http://\\*\\*\\*`, 'm'));
    }
    // Nowhere: not on the screen, not in the file that is uploaded, not where ps shows it.
    for (const text of [log, file, argv]) expect(text).not.toContain('proxy-geheim');
  });

  it('twin: without the settings it reaches nothing, and unmasked text would show the login', async () => {
    const network: Network = { passEnv: [], env: {}, caBundle: undefined };
    const { log } = await inContainer(
      network,
      `git ls-remote ${git.url}/base HEAD 2>&1 || true; echo ${LOGIN}`,
    );
    expect(log).toMatch(/certificate/);
    expect(log).toContain('proxy-geheim');
  });

  it('has the variables of repositories, which dnf puts into their addresses', async () => {
    registerSecrets({ 'yum-variables': 'labtoken=yum-geheim' }, {});
    const network = await trustLab({ labtoken: 'yum-geheim' });
    const repo = `[lab]\\nname=lab\\nbaseurl=${files.url}/$labtoken/x\\nenabled=1\\ngpgcheck=0\\n`;
    const { log, file, argv } = await inContainer(
      network,
      `printf '${repo}' > /tmp/lab.repo; dnf --setopt=reposdir=/tmp --setopt=retries=1 makecache || true`,
    );
    expect(files.requests).toContain('/yum-geheim/x/repodata/repomd.xml');
    expect(log).toContain('/***/x/repodata/repomd.xml');
    for (const text of [log, file, argv]) expect(text).not.toContain('yum-geheim');
  });
});
