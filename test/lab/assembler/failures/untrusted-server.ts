import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { closeServer, listen } from '../../listen.ts';
import { makeAuthority } from '../../net/authority.ts';

/** A server of packages with a certificate of an authority that only this machine has heard of. */
export async function startUntrustedServer(
  dir: string,
  host: string,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { certificate, key } = await makeAuthority(dir, [], [host]);
  const server = createServer(
    { cert: await readFile(certificate), key: await readFile(key) },
    // Whoever gets this far has not looked at the certificate.
    (_request, response) => response.writeHead(404).end(),
  );
  const port = await listen(server, host);
  return { url: `https://${host}:${port}`, close: async () => await closeServer(server) };
}
