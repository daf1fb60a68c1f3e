import type { ChildRelay, Log } from './log.ts';

/** Work that runs beside other work keeps to itself what is only progress; warnings and errors still show. */
export function quietLog(log: Log): Log {
  const nothing = (): void => undefined;
  const relay: ChildRelay = { write: nothing, close: nothing };
  return {
    info: nothing,
    notice: (message, location) => log.notice(message, location),
    warning: (message, location) => log.warning(message, location),
    error: (message, location) => log.error(message, location),
    debug: (message) => log.debug(message),
    group: async (_title, body) => await body(),
    child: () => relay,
  };
}
