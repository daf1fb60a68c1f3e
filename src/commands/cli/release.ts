import { dirname, resolve } from 'node:path';
import { hostArch } from '../../arch.ts';
import { parseFlags } from '../../inputs/flags.ts';
import { registerSecrets } from '../../inputs/secrets.ts';
import { RELEASE_FLAGS, releaseInputs } from '../release-inputs.ts';
import type { Command } from './command.ts';

/** `ovirt-node-image release`: what a release rpm holds, and whether it may be trusted. */
export const releaseCommand: Command = {
  name: 'release',
  summary: 'read and verify an ovirt-release rpm',
  usage: () => `ovirt-node-image release FILE|URL [options]

Reads and verifies an ovirt-release rpm.

  --key FILE|URL            OpenPGP public key; may be given several times. With one, only a verified rpm will do.
  --sha256 HEX              Digest the rpm must have.
  --target T                el9, el10, fc43 …: marks the repositories chosen for it.
  --arch A                  rpm's name of the architecture; default: this machine's.
  --ca-certificates FILE    Further certificate authorities to trust, PEM.
  --out DIR                 Write the files of the package there.
  --json                    Print the report as JSON.
`,
  run: async (args, { env, log, write }) => {
    const { prepareNetwork } = await import('../../net/network.ts');
    const { claimWorkDir } = await import('../../runner/work-dir.ts');
    const { formatRelease, runRelease } = await import('../release.ts');
    const flags = parseFlags(args, ['target', 'arch', 'ca-certificates'], RELEASE_FLAGS, true);
    const { key } = flags.extra;
    const given = [...flags.positionals, ...(Array.isArray(key) ? key.map(String) : [])];
    registerSecrets({ 'ovirt-release': given.join('\n') }, env);
    const request = releaseInputs(flags, {
      cwd: process.cwd(),
      hostArch: hostArch(),
      temp: env['RUNNER_TEMP'] ?? resolve('.ovirt-node-image'),
    });
    // Downloads go where a build would put them, so it has to be ours here as well.
    const isLocal = [...request.sources, ...request.keys].every((source) => source.startsWith('/'));
    if (env['RUNNER_TEMP'] === undefined && !isLocal) await claimWorkDir(dirname(request.downloadDir));
    await prepareNetwork(
      { workDir: dirname(request.downloadDir), caCertificates: request.caCertificates },
      log,
    );
    const report = await runRelease(request, log);
    write(flags.extra['json'] === true ? `${JSON.stringify(report, null, 2)}\n` : formatRelease(report));
    return undefined;
  },
};
