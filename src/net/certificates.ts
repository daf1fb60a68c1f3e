import { X509Certificate } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import tls from 'node:tls';
import { messageOf, UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { silentLog } from '../log/silent-log.ts';

const INPUT = 'ca-certificates';
const PEM = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;
/** Bundles of the systems this runs on; git and the engine read these by default and would lose them. */
const SYSTEM_BUNDLES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt'];

/** Reads the certificates of a PEM file. @throws UserError that begins with `name`. */
export async function readCertificates(file: string, name: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UserError(`${name}: ${file} cannot be read: ${messageOf(error)}`, { cause: error });
  });
  const blocks = text.match(PEM) ?? [];
  if (blocks.length === 0) {
    throw new UserError(
      `${name}: ${file} holds no certificate, expected PEM (-----BEGIN CERTIFICATE-----); ` +
        'a binary one is turned into it with `openssl x509 -inform der`',
    );
  }
  for (const [index, block] of blocks.entries()) {
    try {
      void new X509Certificate(block);
    } catch (error) {
      throw new UserError(`${name}: ${file}: certificate ${index + 1} is damaged: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }
  return blocks;
}

/**
 * The files further authorities may be in, with the input or variable that names each.
 *
 * @param bundle what an earlier call in this process wrote.
 */
function sourcesOf(
  input: string | undefined,
  env: NodeJS.ProcessEnv,
  bundle: string,
): { readonly name: string; readonly file: string }[] {
  return [
    { name: INPUT, file: input ?? '' },
    ...['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'GIT_SSL_CAINFO'].map((name) => ({
      name,
      file: env[name] ?? '',
    })),
    // What the system trusts anyway holds nothing new.
  ].filter(({ file }) => file !== '' && file !== bundle && !SYSTEM_BUNDLES.includes(file));
}

/**
 * The further authorities there are.
 *
 * @param log told what is trusted, and which variable's file is left out.
 * @throws UserError when the file of the input cannot be used.
 */
async function furtherCertificates(
  input: string | undefined,
  env: NodeJS.ProcessEnv,
  bundle: string,
  log: Pick<Log, 'info' | 'warning'>,
): Promise<string[]> {
  const extra: string[] = [];
  for (const { name, file } of sourcesOf(input, env, bundle)) {
    try {
      const found = await readCertificates(file, name);
      extra.push(...found);
      if (name === INPUT) log.info(`ca-certificates: ${found.length} from ${file} are trusted`);
    } catch (error) {
      // A variable may have been meant for other programs; node itself only warns as well.
      if (name === INPUT || !(error instanceof UserError)) throw error;
      log.warning(`${error.message}; it is left out`);
    }
  }
  return extra;
}

/**
 * Whether {@link trustCertificates} would write a bundle; nothing is changed.
 *
 * @throws UserError as that does.
 */
export async function findsCertificates(
  input: string | undefined,
  env: NodeJS.ProcessEnv,
  bundle: string,
): Promise<boolean> {
  return (await furtherCertificates(input, env, bundle, silentLog)).length > 0;
}

/**
 * Makes everybody trust further authorities, besides those trusted already: this process at once, git and the engine
 * by a bundle of all of them that the environment names. NODE_EXTRA_CA_CERTS and SSL_CERT_FILE count too, because
 * each is read by some of the programs only.
 *
 * @param input path given in ca-certificates.
 * @param bundle file to write.
 * @returns variables for children; empty when nothing but the system's own authorities is trusted.
 * @throws UserError when the file of the input cannot be used; one of a variable is warned about and left out.
 */
export async function trustCertificates(
  input: string | undefined,
  env: NodeJS.ProcessEnv,
  bundle: string,
  log: Log,
): Promise<Readonly<Record<string, string>>> {
  const extra = await furtherCertificates(input, env, bundle, log);
  if (extra.length === 0) return {};
  const own = trustInProcess(extra, log);
  const system = await Promise.all(
    SYSTEM_BUNDLES.map(async (file) => await readFile(file, 'utf8').catch(() => '')),
  );
  const blocks = [...extra, ...own, ...system.flatMap((text) => text.match(PEM) ?? [])];
  // The same certificate, whatever the length of its lines.
  const all = new Map(blocks.map((block) => [block.replaceAll(/\s/g, ''), block.trim()]));
  await mkdir(dirname(bundle), { recursive: true });
  await writeFile(bundle, `${[...all.values()].join('\n')}\n`);
  // The builder of the container reads it too, whatever the umask of this process is.
  await chmod(bundle, 0o644);
  return { SSL_CERT_FILE: bundle, GIT_SSL_CAINFO: bundle };
}

/** @returns every certificate this process trusts. */
function trustInProcess(extra: readonly string[], log: Log): readonly string[] {
  // Node before 22.19 and 24.5 has no way to change this after its start.
  if (!('setDefaultCACertificates' in tls)) {
    log.warning(
      'this version of node reads further certificate authorities at its start only: set NODE_EXTRA_CA_CERTS as well',
    );
    return [];
  }
  const all = [...new Set([...tls.getCACertificates('default'), ...extra])];
  tls.setDefaultCACertificates(all);
  return all;
}
