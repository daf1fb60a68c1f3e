import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from '../must.ts';

/** A certificate authority of the lab's own and a server certificate by it; all are paths of PEM files. */
export interface LabAuthority {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** Makes both with openssl, for a server with these names and addresses. */
export async function makeAuthority(
  dir: string,
  names: readonly string[],
  addresses: readonly string[],
): Promise<LabAuthority> {
  await mkdir(dir, { recursive: true });
  const at = (name: string): string => join(dir, name);
  const openssl = async (verb: string, options: string): Promise<void> => {
    // No option here holds a blank; paths are added where one could.
    await must([
      'openssl',
      verb,
      ...options.split(' ').map((word) => (word.startsWith('@') ? at(word.slice(1)) : word)),
    ]);
  };
  const newKey = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes';
  await openssl('req', `-x509 ${newKey} -days 2 -subj /CN=oni-lab-authority -keyout @ca.key -out @ca.pem`);
  await openssl('req', `${newKey} -subj /CN=oni-lab-server -keyout @server.key -out @server.csr`);
  const alternatives = [
    ...names.map((name) => `DNS:${name}`),
    ...addresses.map((address) => `IP:${address}`),
  ];
  await writeFile(at('server.ext'), `subjectAltName=${alternatives.join(',')}\n`);
  const by = '-CA @ca.pem -CAkey @ca.key -CAcreateserial';
  await openssl('x509', `-req -days 2 -in @server.csr -extfile @server.ext ${by} -out @server.pem`);
  return { ca: at('ca.pem'), certificate: at('server.pem'), key: at('server.key') };
}
