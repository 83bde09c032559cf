import assert from 'node:assert/strict';
import { RequestReader } from '../../src/file-access/sftp/request-reader.ts';
import type { FuzzTarget } from './fuzz-target.ts';

const PACKET_BYTES = 65 * 1024;

/** Packets by their hexadecimal bodies, without the length. */
const packets = (...bodies: string[]): Buffer =>
  Buffer.concat(
    bodies.map((body) => {
      const bytes = Buffer.from(body, 'hex');
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return Buffer.concat([length, bytes]);
    }),
  );

const INIT = '0100000003';
const REALPATH = '1000000001000000012e';
const OPEN = '0300000002000000052f323032360000000100000000';
const READ = '0500000003000000040000000000000000000100000000ff00';
const CLOSE = '04000000040000000400000000';
const LIMITS = 'c800000005000000126c696d697473406f70656e7373682e636f6d';
const MKDIR = '0e00000006000000022f7800000000';

/** What a channel sends: whole packets or none, each request of a kind that is served, whatever pieces it comes in. */
const sftp: FuzzTarget = {
  name: 'sftp',
  seeds: [packets(INIT, REALPATH, OPEN, READ, CLOSE), packets(INIT, LIMITS, MKDIR, READ, READ)],
  maxBytes: 64 * 1024,
  check(input) {
    const whole = readAll([input]);
    const halves = readAll([input.subarray(0, input.length >> 1), input.subarray(input.length >> 1)]);
    assert.deepEqual(halves, whole);
  },
};

function readAll(pieces: readonly Buffer[]): unknown[] {
  const reader = new RequestReader(PACKET_BYTES);
  const found: unknown[] = [];
  for (const piece of pieces) {
    reader.push(piece);
    for (let request = reader.next(); request.ok && request.value !== null; request = reader.next()) {
      assert.ok(request.value.id >= 0 && request.value.id < 2 ** 32);
      if (request.value.kind === 'read') assert.ok(request.value.offset >= 0 && request.value.length < 2 ** 32);
      found.push(request.value);
    }
  }
  return found;
}

export const SFTP_TARGETS: readonly FuzzTarget[] = [sftp];
