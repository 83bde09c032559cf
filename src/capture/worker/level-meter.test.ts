import { expect, test } from 'vitest';
import { encodeG711 } from '../../wire/g711.ts';
import { writeRtp } from '../../wire/rtp/index.ts';
import { LevelMeter } from './level-meter.ts';

const SINE = Int16Array.from({ length: 160 }, (_, at) => Math.round(16_384 * Math.sin((2 * Math.PI * at) / 16)));

function packet(payloadType: number, payload: Uint8Array): Uint8Array {
  return writeRtp({ payloadType, sequenceNumber: 1, timestampTicks: 0, ssrc: 1, marker: false, payload });
}

const bigEndian = (samples: Int16Array): Uint8Array =>
  Uint8Array.from([...samples].flatMap((one) => [(one >> 8) & 0xff, one & 0xff]));

test('the level of a sine of half amplitude is -9 dBFS in each codec that is read, and that of silence the least', () => {
  const codecs = [{ payloadType: 96, name: 'L16', clockRateHz: 8000 }];
  const levelOf = (payloadType: number, payload: Uint8Array) => {
    const meter = new LevelMeter(codecs, false);
    meter.add(packet(payloadType, payload));
    return meter.read();
  };
  expect(levelOf(0, encodeG711('PCMU', SINE))).toEqual({ dbfs: -9, codec: 'PCMU', isUnknown: false });
  expect(levelOf(8, encodeG711('PCMA', SINE))).toEqual({ dbfs: -9, codec: 'PCMA', isUnknown: false });
  expect(levelOf(96, bigEndian(SINE))).toEqual({ dbfs: -9, codec: 'L16', isUnknown: false });
  expect(levelOf(0, encodeG711('PCMU', new Int16Array(160)))).toEqual({ dbfs: -90, codec: 'PCMU', isUnknown: false });
});

test('it is of what came since it was read; of an encrypted stream or another codec it is not known, of an event there is none', () => {
  const codecs = [
    { payloadType: 111, name: 'OPUS', clockRateHz: 48_000 },
    { payloadType: 101, name: 'TELEPHONE-EVENT', clockRateHz: 8000 },
  ];
  const meter = new LevelMeter(codecs, false);
  const sound = packet(0, encodeG711('PCMU', SINE));
  meter.add(sound);
  expect(meter.read().dbfs).toBe(-9);
  expect(meter.read()).toEqual({ dbfs: null, codec: 'PCMU', isUnknown: false });
  meter.add(packet(111, new Uint8Array(40)));
  expect(meter.read()).toEqual({ dbfs: null, codec: 'OPUS', isUnknown: true });
  meter.add(packet(101, new Uint8Array(4)));
  expect(meter.read()).toEqual({ dbfs: null, codec: 'OPUS', isUnknown: false });
  const encrypted = new LevelMeter([], true);
  encrypted.add(sound);
  expect(encrypted.read()).toEqual({ dbfs: null, codec: 'PCMU', isUnknown: true });
});
