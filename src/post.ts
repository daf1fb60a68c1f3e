import { cleanUp, STATE } from './commands/clean-up.ts';
import { messageOf } from './errors.ts';
import { GithubLog } from './log/github-log.ts';

// It has things to remove, whether anybody reads what it says or not.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);

const log = new GithubLog((text) => process.stdout.write(text), process.env);

// 60 seconds are all the clean-up gets, and whatever comes of it, the job is judged by the build alone.
const limit = setTimeout(() => process.exit(0), 60_000);
await cleanUp(process.env, log);
clearTimeout(limit);

const cache = process.env[`STATE_${STATE.cache}`] ?? '';
if (cache !== '') {
  // It ends itself after five minutes; this is for whatever keeps it from that.
  setTimeout(() => process.exit(0), 360_000);
  try {
    const { saveBuildCache } = await import('./commands/build-cache.ts');
    await saveBuildCache(cache, process.env, log);
  } catch (error) {
    log.warning(`cache: not saved: ${messageOf(error)}`);
  }
}
process.exit(0);
