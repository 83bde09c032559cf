/** The stream's bytes in parts of one length, the last one shorter. A part is the taker's. */
export async function* partsOf(stream: AsyncIterable<Buffer>, partBytes: number): AsyncGenerator<Buffer> {
  let part = Buffer.allocUnsafe(partBytes);
  let filled = 0;
  for await (const chunk of stream) {
    for (let start = 0; start < chunk.length; ) {
      const taken = chunk.copy(part, filled, start);
      filled += taken;
      start += taken;
      if (filled === partBytes) {
        yield part;
        part = Buffer.allocUnsafe(partBytes);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}
