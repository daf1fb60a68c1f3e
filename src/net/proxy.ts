import {
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { getProxyUrl, HttpClient } from '@actions/http-client';

/** What of a request is not its address. */
export interface RequestSettings {
  readonly headers: Readonly<Record<string, string>>;
  /** Ends the request and its answer at any time. */
  readonly signal: AbortSignal;
  /** Resolves the name of the server; a proxy does that by itself. */
  readonly lookup?: LookupFunction | undefined;
  /** Absent = GET. */
  readonly method?: 'GET' | 'HEAD' | 'POST';
  /** What a POST sends. */
  readonly body?: string;
  /** Take any certificate; only for a server somebody has marked as insecure himself. */
  readonly anyCertificate?: boolean;
}

/** Sends a GET; see {@link sendRequest}. */
export async function sendGet(
  url: URL,
  settings: Pick<RequestSettings, 'headers' | 'signal' | 'lookup'>,
): Promise<IncomingMessage> {
  return await sendRequest(url, settings);
}

/**
 * Sends a request by way of the proxy the environment names (HTTP_PROXY, HTTPS_PROXY, NO_PROXY; lower case wins).
 *
 * https goes through a tunnel of the library the runner's own actions use. Plain http is handed to the proxy as a
 * whole address: the library would ask for a tunnel there too, and proxies commonly allow tunnels to port 443 only.
 *
 * @returns the answer's head; redirects are answers too.
 */
export async function sendRequest(url: URL, settings: RequestSettings): Promise<IncomingMessage> {
  const headers = { 'user-agent': 'ovirt-node-image', accept: '*/*', ...settings.headers };
  const proxy = proxyFor(url);
  const { signal, lookup } = settings;
  const options: RequestOptions = {
    method: settings.method ?? 'GET',
    headers,
    signal,
    ...(lookup === undefined || proxy !== undefined ? {} : { lookup }),
  };
  return await new Promise((resolve, reject) => {
    const request = ((): ClientRequest => {
      if (url.protocol === 'https:') {
        const ignoreSslError = settings.anyCertificate === true;
        const agent = new HttpClient(undefined, undefined, { ignoreSslError }).getAgent(url.href);
        const trust = ignoreSslError ? { rejectUnauthorized: false } : {};
        return httpsRequest(url, { ...options, ...trust, agent }, resolve);
      }
      if (proxy === undefined) return httpRequest(url, { ...options, agent: false }, resolve);
      const send = proxy.protocol === 'https:' ? httpsRequest : httpRequest;
      return send(proxy, { ...options, ...throughProxy(url, proxy, headers), agent: false }, resolve);
    })();
    request.once('error', reject);
    request.end(settings.body);
  });
}

/** True for an address that is asked by way of a proxy, which resolves its name by itself. */
export function usesProxy(url: URL): boolean {
  return proxyFor(url) !== undefined;
}

/** The proxy for an address, or undefined for a direct connection. */
function proxyFor(url: URL): URL | undefined {
  const text = getProxyUrl(url.href);
  return text === '' ? undefined : new URL(text);
}

function throughProxy(url: URL, proxy: URL, headers: Readonly<Record<string, string>>): RequestOptions {
  const login = (of: URL): string =>
    Buffer.from(`${decodeURIComponent(of.username)}:${decodeURIComponent(of.password)}`).toString('base64');
  const target = new URL(url);
  target.username = '';
  target.password = '';
  target.hash = '';
  return {
    path: target.href,
    headers: {
      ...headers,
      host: url.host,
      ...(url.username === '' ? {} : { authorization: `Basic ${login(url)}` }),
      ...(proxy.username === '' ? {} : { 'proxy-authorization': `Basic ${login(proxy)}` }),
    },
    // Else node would make an Authorization header for the server out of the proxy's login.
    auth: null,
  };
}
