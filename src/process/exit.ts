/** How long a reader of our output may take before it is left behind, in milliseconds. */
const PATIENCE = 10_000;

/**
 * Ends the process once everything written has been handed over. Waiting for the process to end by itself would be
 * waiting for connections and timers of libraries; ending it at once can cut the last lines off.
 */
export async function exitFlushed(code: number): Promise<never> {
  setTimeout(() => process.exit(code), PATIENCE);
  await Promise.all(
    [process.stdout, process.stderr].map(async (stream) => {
      await new Promise<void>((resolve) => stream.write('', () => resolve()));
    }),
  );
  process.exit(code);
}
