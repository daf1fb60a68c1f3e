import { messageOf } from '../errors.ts';
import { readCommand, unescapeData } from '../log/workflow-command.ts';
import { redact } from '../publish/client-lines.ts';

/** What the process answers. */
export interface Saved {
  /** The service has it. */
  readonly saved: boolean;
  /** What the library complained about, one line each. */
  readonly complaints: readonly string[];
}

/** Marks a process as ours: this module is loaded by its parent too, which only wants to know its address. */
export const ROLE = 'ovirt-node-image-cache-library';

/** Where a process finds its code: the same in the sources and in the bundle, where this module is its own chunk. */
export const LIBRARY_PROCESS = new URL(import.meta.url);

/**
 * Messages of the library that say why nothing was saved (saveCacheV2 of @actions/cache 6.3.0). Whatever keeps it from
 * reserving an entry it calls another job to people, and what it was only to who debugs.
 */
const RESERVING = /^Failed to reserve cache: (?:Error: )?/;

if (process.argv[2] === ROLE && process.send !== undefined)
  await serve(process.argv[3] ?? '', process.argv[4] ?? '');

/** Saves the directory `pack` of the working directory under `key`. */
async function serve(pack: string, key: string): Promise<void> {
  const complaints: string[] = [];
  // The library speaks to the runner on standard output; only the parent does that here.
  process.stdout.write = (chunk: string | Uint8Array) => {
    for (const line of String(chunk).split('\n')) {
      const command = readCommand(line);
      if (command === undefined) continue;
      const text = unescapeData(command.data);
      const isComplaint = ['warning', 'error'].includes(command.name) || RESERVING.test(text);
      if (isComplaint) complaints.push(redact(text.replace(RESERVING, '')));
    }
    return true;
  };
  let saved = false;
  try {
    const { saveCache } = await import('@actions/cache');
    saved = (await saveCache([pack], key)) > 0;
  } catch (error) {
    complaints.push(redact(messageOf(error)));
  }
  const answer: Saved = { saved, complaints };
  process.send?.(answer, () => process.exit(0));
}
