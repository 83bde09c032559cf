/**
 * Reads `length` bytes from `offset` on of a file that is read in any order; fewer at its end. The bytes are valid
 * until the next call.
 */
export type ByteSource = (offset: number, length: number) => Uint8Array;
