import koffi from 'koffi';

/** Memory outside of the JavaScript heap, at an address that stays. Never freed: for what lives as long as its thread. */
export interface NativeMemory {
  readonly address: bigint;
  /** Zeroed. */
  readonly bytes: Buffer<ArrayBuffer>;
}

/** A `Buffer` will not do: the garbage collector may move it, and koffi tells a wrong address of a pooled one. */
export function nativeMemory(sizeBytes: number): NativeMemory {
  const address: bigint = koffi.alloc('uint8_t', sizeBytes);
  const bytes = Buffer.from(koffi.view(address, sizeBytes));
  bytes.fill(0);
  return { address, bytes };
}
