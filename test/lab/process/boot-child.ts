// Boots an empty ISO with the emulator of this machine, as the job does, and never ends by itself.
// Arguments: directory with `node.iso`, id of the run.
import { join } from 'node:path';
import { bootOnRunner } from '../../../src/commands/boot-machine.ts';
import { Cancellation } from '../../../src/process/cancellation.ts';
import { MemoryLog } from '../../support/memory-log.ts';

const [dir = '', runId = ''] = process.argv.slice(2);
await bootOnRunner(
  'qemu-system-x86_64',
  { memory: 64, verifyPattern: /never/ },
  { iso: join(dir, 'node.iso'), dir },
  { runId, cancellation: new Cancellation(new MemoryLog()) },
  { kvm: false, timeoutMs: 600_000, onLine: () => undefined },
);
