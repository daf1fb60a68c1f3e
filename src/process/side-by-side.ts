/** The types the promises of a tuple resolve to. */
type Resolved<T extends readonly unknown[]> = { -readonly [K in keyof T]: Awaited<T[K]> };

/**
 * Waits for all; when one fails `onFailure` can stop the others, which are waited for too, so that nothing goes on behind an error, and the first
 * failure in time is thrown.
 */
export async function sideBySide<const T extends readonly Promise<unknown>[]>(
  promises: T,
  onFailure: () => void = () => undefined,
): Promise<Resolved<T>> {
  let failed = false;
  let first: unknown;
  const watched = promises.map(async (promise) => {
    try {
      await promise;
    } catch (error) {
      if (failed) return;
      failed = true;
      first = error;
      onFailure();
    }
  });
  await Promise.all(watched);
  if (failed) throw first;
  return await Promise.all(promises);
}
