import { runAction } from './commands/run-action.ts';
import { exitFlushed } from './process/exit.ts';

await exitFlushed(await runAction(process.env));
