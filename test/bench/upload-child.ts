// Uploads one file and says how long it took and how much memory it took: the only work of this process.
// Arguments: `raw` or `zip`, path, sha256, name. `zip` is what the artifact client does when it is asked nothing else: level 6.
import { dirname } from 'node:path';
import { ConsoleLog } from '../../src/log/console-log.ts';
import { connectService } from '../../src/publish/client.ts';
import { uploadBundle, uploadFile } from '../../src/publish/upload.ts';
import { peakMemory } from './measure.ts';

const [mode, path = '', sha256 = '', name = ''] = process.argv.slice(2);
const options = {
  connect: () => connectService(process.env),
  log: new ConsoleLog((text) => process.stderr.write(text)),
  env: process.env,
  startedAt: performance.timeOrigin,
  overwrite: true,
  retentionDays: undefined,
  signal: new AbortController().signal,
};
const started = performance.now();
if (mode === 'raw') await uploadFile({ path, sha256 }, options);
else await uploadBundle({ name, files: [path], root: dirname(path) }, options);
const seconds = (performance.now() - started) / 1000;
process.stdout.write(JSON.stringify({ seconds, memory: await peakMemory('self') }));
