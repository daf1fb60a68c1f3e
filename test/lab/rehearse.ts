// The whole job against the lab, as a runner would do it: README command 1.
import { runAction } from './action.ts';
import { startLab } from './lab.ts';
import { endLeftovers } from './leftovers.ts';
import { compareUploaded } from './uploaded.ts';

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
    const digest = await compareUploaded(lab.artifacts, path);
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
