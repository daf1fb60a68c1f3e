import { cleanUp } from './commands/clean-up.ts';
import { GithubLog } from './log/github-log.ts';

const log = new GithubLog((text) => process.stdout.write(text), process.env);

// 60 seconds are all the clean-up gets, and whatever comes of it, the job is judged by the build alone.
const limit = setTimeout(() => process.exit(0), 60_000);
await cleanUp(process.env, log);
clearTimeout(limit);
process.exit(0);
