/**
 * Gives `length` bytes of something that is read in any order, from `offset` on; fewer where it ends. What it gives
 * is valid until the next call.
 */
export type ByteSource = (offset: number, length: number) => Uint8Array;
