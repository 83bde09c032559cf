import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  codecsToOffer,
  type OfferedCodec,
  type OfferedMedia,
  ownLine,
  readSessionDescription,
  recordableCodecs,
  writeOffer,
} from './index.ts';

const ORIGIN = { sessionId: 7, version: 2 };

const usedCodecs: fc.Arbitrary<OfferedCodec[]> = fc.uniqueArray(
  fc.record({
    payloadType: fc.integer({ min: 0, max: 127 }),
    name: fc.constantFrom('PCMA', 'OPUS', 'L16', 'TELEPHONE-EVENT', 'G729', 'CN'),
    clockRateHz: fc.constantFrom(8000, 16_000, 48_000),
    channels: fc.constant(null),
    parameters: fc.constant(null),
  }),
  { selector: ({ payloadType }) => payloadType, maxLength: 30 },
);

it('an offer of ours keeps the payload types in use, has none twice, and only codecs that are recorded', () => {
  fc.assert(
    fc.property(usedCodecs, fc.subarray(['GSM', 'G729']), (used, libraries) => {
      const codecs = codecsToOffer(used, new Set(libraries));
      expect(codecs.slice(0, used.length)).toEqual(used);
      const types = codecs.map(({ payloadType }) => payloadType);
      expect(new Set(types).size).toBe(types.length);
      const added = codecs.slice(used.length);
      const line: OfferedMedia = { ...ownLine(null), codecs: [...added, { ...ownLine(null).codecs[0]! }] };
      expect(recordableCodecs(line, new Set(libraries)).slice(0, added.length)).toEqual(added);
    }),
  );
});

it('an offer of ours has every m-line in its place, receives on those in use and refuses the others (RFC 3264 §5.1, §8)', () => {
  const kinds = fc.constantFrom('audio', 'video', 'application');
  const lines = fc.array(fc.record({ kind: kinds, used: fc.boolean(), label: fc.option(fc.nat(99)) }), {
    minLength: 1,
  });
  fc.assert(
    fc.property(lines, (wanted) => {
      const known = wanted.map(({ kind, label }) => ({ ...ownLine(label === null ? null : String(label)), kind }));
      const media = wanted.map(({ used }, index) =>
        used ? { port: 20_000 + 2 * index, codecs: codecsToOffer([]), crypto: [] } : null,
      );
      const read = readSessionDescription(writeOffer({ lines: known, media, address: '::1', origin: ORIGIN }));
      if (wanted.length > 32) return;
      if (!read.ok) throw new Error(read.reason);
      const seen = read.value.media.map(({ kind, port, label }) => ({ kind, port, label }));
      expect(seen).toEqual(known.map(({ kind, label }, index) => ({ kind, label, port: media[index]?.port ?? 0 })));
      for (const [index, line] of read.value.media.entries()) {
        if (media[index] !== null) expect(line).toMatchObject({ direction: 'recvonly', address: '::1' });
      }
    }),
  );
});
