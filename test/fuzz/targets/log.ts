import type { Log } from '../../../src/log/log.ts';

const nothing = (): void => undefined;

/** A log for cases that say a lot. */
export const SILENT: Log = {
  info: nothing,
  notice: nothing,
  warning: nothing,
  error: nothing,
  debug: nothing,
  group: async (_title, body) => await body(),
  child: () => ({ write: nothing, close: nothing }),
};
