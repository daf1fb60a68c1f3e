import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { readDefinitions } from '../rpm-md/config-files.ts';
import { readLocks } from '../rpm-md/lock-file.ts';
import { manifestPart } from '../rpm-md/request.ts';
import { openRepository } from '../rpm-md/repository.ts';
import type { MetadataNetwork } from '../rpm-md/types.ts';
import { repositoryVariables } from '../rpm-md/variables.ts';
import type { Flattened } from '../treefile/types.ts';
import { unknownPart, type Fingerprint } from './compare.ts';

/** Whose repositories are asked, and how. */
export interface RepositoriesRequest {
  /** The rendered tree. */
  readonly dir: string;
  readonly flattened: Flattened;
  /** rpm's name of the architecture. */
  readonly arch: string;
  /** Values of `$name` in .repo files: secrets. */
  readonly yumVariables: Readonly<Record<string, string>>;
  /** Absolute directory for files on their way. */
  readonly cacheDir: string;
  readonly network: MetadataNetwork;
  /** False: the repositories are named, and none is asked. */
  readonly isAsked: boolean;
}

/** Why a part is unknown that nobody asked about. */
export const NOT_ASKED = 'not asked without skip-unchanged';

/**
 * A part `repository:<id>` for each repository the solver will use: the digest of its repomd.xml. One that cannot be
 * asked from here, or does not answer, is unknown, and the log says why; whether that ends the build is the solver's
 * to say.
 */
export async function repositoryParts(request: RepositoriesRequest): Promise<Fingerprint> {
  const { dir, flattened, arch, network } = request;
  const [definitions, locked] = await Promise.all([readDefinitions(dir), readLocks(dir, arch)]);
  const { used, variables } = manifestPart(flattened, definitions, locked, request.yumVariables);
  const filled = repositoryVariables(variables, arch);
  const context = { cacheDir: join(request.cacheDir, 'rpm-md'), network };
  const parts = await Promise.all(
    used.map(async ({ id }): Promise<[string, string]> => {
      if (!request.isAsked) return [`repository:${id}`, unknownPart(NOT_ASKED)];
      const definition = definitions.find((candidate) => candidate.id === id);
      if (definition === undefined) return [`repository:${id}`, unknownPart('no .repo file defines it')];
      try {
        const { revision } = await openRepository(definition, filled, context);
        return [`repository:${id}`, revision];
      } catch (error) {
        network.signal?.throwIfAborted();
        if (!(error instanceof UserError)) throw error;
        network.log.info(`repository ${id}: its state is not known: ${error.message}`);
        // The text of the error may hold a time or an address with a login: neither is part of a record.
        return [`repository:${id}`, unknownPart('it could not be asked')];
      }
    }),
  );
  return Object.fromEntries(parts);
}
