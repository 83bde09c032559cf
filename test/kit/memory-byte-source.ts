import type { ByteSource } from '../../src/base/byte-source.ts';

/** A source of bytes in memory. Each read overwrites the bytes that the read before returned, as real sources may do. */
export function memoryByteSource(file: Uint8Array): ByteSource {
  let returned: Uint8Array = new Uint8Array();
  return (offset, length) => {
    returned.fill(0xee);
    returned = new Uint8Array(file.subarray(offset, offset + length));
    return returned;
  };
}
