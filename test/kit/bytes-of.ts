import type { ByteSource } from '../../src/base/byte-source.ts';

/** Bytes in memory as a file that is read in any order; what it gave is no longer valid at the next call. */
export function bytesOf(file: Uint8Array): ByteSource {
  let given: Uint8Array = new Uint8Array();
  return (offset, length) => {
    given.fill(0xee);
    given = new Uint8Array(file.subarray(offset, offset + length));
    return given;
  };
}
