import { lookup as lookupNow, type LookupOptions } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { UserError } from '../errors.ts';
import { connectionError } from './connection-error.ts';
import { usesProxy } from './proxy.ts';
import { isPrivateAddress } from './private-address.ts';

/** An address that is not asked, whatever would answer. */
export class RefusedAddressError extends UserError {}

/** Addresses of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/**
 * Decides which addresses a configuration of a stranger may have read: those of the internet, and what it was allowed
 * to begin with. A runner can reach more than the stranger can: services of its own network and files of its disk.
 */
export class AddressGuard {
  readonly #trusted: ReadonlySet<string>;
  readonly #resolve: Resolve;
  readonly #permitted: URL[] = [];

  /**
   * @param trusted addresses as .repo files spell them, variables not filled in, that may be read wherever they are.
   * @param resolve for tests; default: the system's own.
   */
  constructor(trusted: ReadonlySet<string>, resolve: Resolve = resolveHost) {
    this.#trusted = trusted;
    this.#resolve = resolve;
  }

  /** True for an address that may be read wherever it is, as a .repo file spells it. */
  trusts(spelled: string): boolean {
    return this.#trusted.has(spelled);
  }

  /** Allows an address and what is below it. */
  permit(address: string): void {
    const url = urlOf(address);
    if (url !== undefined) this.#permitted.push(url);
  }

  /**
   * Looks at an address before it is asked, and at each it redirects to.
   *
   * @param address web address, file: URL or absolute path.
   * @throws RefusedAddressError, or what a request to a name nobody knows ends with.
   */
  async check(address: string): Promise<void> {
    const url = urlOf(address);
    if (url === undefined || this.isPermitted(url)) return;
    if (url.protocol === 'file:')
      throw new RefusedAddressError(
        `a change of a stranger may not have files of this machine read; ${WAY_OUT}`,
      );
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const addresses = isIP(host) === 0 ? await this.#addressesOf(host, url) : [host];
    if (addresses.some(isPrivateAddress)) throw refused();
  }

  async #addressesOf(host: string, url: URL): Promise<readonly string[]> {
    try {
      return await this.#resolve(host);
    } catch (error) {
      // The proxy may know the name, and then as one of its own network.
      if (usesProxy(url))
        throw new RefusedAddressError(
          `has a name only the proxy may know, which a change of a stranger may not have asked for; ${WAY_OUT}`,
          { cause: error },
        );
      throw connectionError(error);
    }
  }

  /** True for what is below an address that was permitted. */
  isPermitted(url: URL): boolean {
    return this.#permitted.some(
      (permitted) =>
        permitted.protocol === url.protocol &&
        permitted.host === url.host &&
        (url.pathname === permitted.pathname ||
          url.pathname.startsWith(`${permitted.pathname.replace(/\/+$/, '')}/`)),
    );
  }

  /** Resolves a name for a connection: what it is now counts, not what it was when it was looked at. */
  readonly lookup: LookupFunction = (host, options, callback) => {
    lookupNow(host, { ...options, all: true } satisfies LookupOptions, (error, addresses) => {
      if (error !== null) {
        callback(error, '', 0);
        return;
      }
      const [first] = addresses;
      if (first === undefined || addresses.some(({ address }) => isPrivateAddress(address))) {
        callback(refused(), '', 0);
        return;
      }
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

const WAY_OUT = 'the build, or a run for a branch of the repository, looks into it';

function refused(): RefusedAddressError {
  return new RefusedAddressError(
    `stands for an address of a private network, which a change of a stranger may not have read; ${WAY_OUT}`,
  );
}

function urlOf(address: string): URL | undefined {
  return URL.parse(address.startsWith('/') ? `file://${encodeURI(address)}` : address) ?? undefined;
}

async function resolveHost(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}
