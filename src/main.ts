import { runAction } from './commands/run-action.ts';
import { endOnBrokenOutput } from './process/broken-output.ts';
import { exitFlushed } from './process/exit.ts';

endOnBrokenOutput();
await exitFlushed(await runAction(process.env));
