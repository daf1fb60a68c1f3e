/** Compares texts the way sorted sets and maps do upstream: byte by byte of their UTF-8. */
export function byBytes(left: string, right: string): number {
  // UTF-16 units and UTF-8 bytes sort alike below the surrogates, which is nearly every text there is.
  if (!/[\ud800-\uffff]/.test(left) && !/[\ud800-\uffff]/.test(right)) {
    return left < right ? -1 : left > right ? 1 : 0;
  }
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
