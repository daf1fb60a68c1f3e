import { runAction } from './commands/run-action.ts';

// The artifact client can leave sockets open after a stalled upload, which would keep the process alive for good.
process.exit(await runAction(process.env));
