import { constants } from 'node:os';

/** What shells report of a program that wrote to a reader that was gone. */
const READER_GONE = 128 + constants.signals.SIGPIPE;

/**
 * Ends this process when its outputs take nothing more: silently where the reader is gone, as with `| head` or a
 * runner that died, with one line where a disk is full. What listens for signals, as a build does, is asked to stop
 * first, so that no container outlives it. Without this, node shows a stack trace.
 */
export function endOnBrokenOutput(): void {
  let broken = false;
  for (const output of [process.stdout, process.stderr]) {
    output.on('error', (error: NodeJS.ErrnoException) => {
      if (broken) return;
      broken = true;
      const isReaderGone = error.code === 'EPIPE';
      if (!isReaderGone && output === process.stdout)
        process.stderr.write(`error: standard output: ${error.message}\n`);
      if (process.listenerCount('SIGTERM') > 0) process.kill(process.pid, 'SIGTERM');
      else process.exit(isReaderGone ? READER_GONE : 1);
    });
  }
}
