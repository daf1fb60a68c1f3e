// The whole job against the lab, as a runner would do it: README command 1.
import { createHash } from 'node:crypto';
import { sha256 } from '../support/sha256.ts';
import { runAction } from './action.ts';
import { startLab } from './lab.ts';
import { endLeftovers } from './leftovers.ts';

const started = Date.now();
const say = (text: string): void => console.log(`rehearsal: ${text}`);
const lab = await startLab(say);
let failed = 0;
try {
  const run = await runAction('main', {
    dir: await lab.runDir('rehearse'),
    inputs: lab.inputs,
    env: lab.env,
    onOutput: (text) => process.stdout.write(text),
  });
  if (run.exitCode !== 0) throw new Error(`the action failed with exit code ${run.exitCode}`);
  for (const kind of ['live-iso', 'commit-tarball']) {
    const path = run.outputs[kind] ?? '';
    const copy = createHash('sha256');
    const response = await fetch(lab.artifacts.downloadUrl(path.slice(path.lastIndexOf('/') + 1)));
    if (response.body === null || !response.ok)
      throw new Error(`${kind} cannot be downloaded: ${response.status}`);
    for await (const chunk of response.body) copy.update(chunk);
    const digest = await sha256(path);
    if (copy.digest('hex') !== digest) throw new Error(`the uploaded ${kind} is not the file`);
    if (run.outputs[`${kind}-sha256`] !== digest)
      throw new Error(`the output ${kind}-sha256 is not that of the file`);
    say(`${kind}: ${path}\n  uploaded copy is the same, sha256 ${digest}`);
  }
  console.log(`\n${run.summary}`);
} catch (error) {
  failed = 1;
  say(error instanceof Error ? error.message : String(error));
} finally {
  await lab.close();
}
const left = await endLeftovers(lab.dir);
if (left.length > 0) {
  failed = 1;
  say(`left behind: ${left.join(', ')}`);
}
say(`${failed === 0 ? 'all went well' : 'failed'} after ${((Date.now() - started) / 1000).toFixed(0)} s`);
process.exit(failed);
