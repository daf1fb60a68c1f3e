import type { Log } from './log.ts';

function nothing(): void {
  // What is said here has been said before.
}

/** For work that is done once more: it says nothing. */
export const silentLog: Log = {
  info: nothing,
  notice: nothing,
  warning: nothing,
  error: nothing,
  debug: nothing,
  group: async (_title, body) => await body(),
  child: () => ({ write: nothing, close: nothing }),
};
