import { chown } from 'node:fs/promises';
import { ROOT, type JobContainer } from './action.ts';
import { LAB_PREFIX } from './engine.ts';
import type { Lab } from './lab.ts';
import { must } from './must.ts';

/**
 * Starts a container of the rehearsal assembler as a runner starts the container of a job: it idles, and every step
 * of the job is a program run in it. It sees the repository read-only, and `dir`, which its user may write.
 */
export async function startJobContainer(
  lab: Lab,
  dir: string,
): Promise<JobContainer & { readonly dir: string; close(): Promise<void> }> {
  const image = lab.inputs['assembler-image'] ?? '';
  const name = `${LAB_PREFIX}job-${process.pid}`;
  const { env } = lab;
  await chown(dir, 1000, 1000);
  await must(['podman', 'pull', '--quiet', image], { env });
  await must(
    [
      'podman',
      'run',
      '--detach',
      '--rm',
      `--name=${name}`,
      // The lab's services listen on addresses of the machine.
      '--network=host',
      `--mount=type=bind,src=${ROOT},dst=${ROOT},ro=true`,
      `--mount=type=bind,src=${dir},dst=${dir}`,
      '--entrypoint=tail',
      image,
      '-f',
      '/dev/null',
    ],
    { env },
  );
  return {
    dir,
    env,
    exec: (variables) => [
      'podman',
      'exec',
      `--workdir=${ROOT}`,
      ...Object.entries(variables).map(([key, value]) => `--env=${key}=${value}`),
      name,
    ],
    close: async () => {
      await must(['podman', 'rm', '--force', '--time=0', name], { env });
    },
  };
}
