import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Network } from '../net/network.ts';
import { CA_BUNDLE } from './plan.ts';

/** Where it reads them, below the work directory. */
export const VM_ENVIRONMENT = 'tmp/supermin/supermin.env';

/**
 * Writes the variables that the assembler's virtual machine is to have. Without privileges it composes in one, and the
 * container's environment ends at its door; its init reads this file in every era (supermin-init-prelude.sh of
 * coreos-assembler: `source "${workdir}/tmp/supermin/supermin.env"`), which is what its own pipeline tool uses.
 * The file holds secrets: only the builder can read it, and it goes with what else a run leaves (runner/leftovers.ts).
 *
 * @param caPath where the steps find the bundle.
 *
 * UNVERIFIED: that the variables reach rpm-ostree in the real machine, and that its root has the mounted bundle of
 * certificates (assembler.md, 4.1 and 4.3; the rehearsal has no virtual machine).
 */
export async function writeVmEnvironment(
  srvDir: string,
  { env, caBundle }: Network,
  caPath: string = CA_BUNDLE,
): Promise<void> {
  const file = join(srvDir, VM_ENVIRONMENT);
  // One that is there would keep its mode.
  await rm(file, { force: true });
  const all = { ...env, ...(caBundle === undefined ? {} : { SSL_CERT_FILE: caPath }) };
  if (Object.keys(all).length === 0) return;
  await mkdir(dirname(file), { recursive: true });
  const lines = Object.entries(all).map(([name, value]) => `export ${name}=${quote(value)}\n`);
  await writeFile(file, `${UNTRACED}${lines.join('')}${TRACED_AGAIN}`, { mode: 0o600 });
}

/** The machine's init traces what it does, and the console's log would have every line. */
const UNTRACED = 'case $- in *x*) oni_traced=1; set +x ;; *) oni_traced= ;; esac\n';
const TRACED_AGAIN = 'if [ -n "$oni_traced" ]; then set -x; fi\n';

/** One word for a shell, whatever is in it. */
function quote(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
