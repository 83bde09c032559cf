import { expect, test } from 'vitest';
import { fakeDirectory } from '../../test/kit/fake-directory.ts';
import type { SourceId } from '../base/ids.ts';
import { sourceOfPeer } from './source-of-peer.ts';

const [one, other] = ['one' as SourceId, 'other' as SourceId];
const directory = fakeDirectory(
  [],
  [
    { id: one, address: '192.0.2.1' },
    { id: other, address: '192.0.2.2', certificates: ['sbc.example'] },
  ],
);

test.each([
  ['an address', { address: '192.0.2.1' }, one],
  [
    'a certificate from any address',
    { address: '198.51.100.7', certificateNames: ['x.example', 'sbc.example'] },
    other,
  ],
  ['a certificate before the address', { address: '192.0.2.1', certificateNames: ['sbc.example'] }, other],
  ['the address where no source has the certificate', { address: '192.0.2.1', certificateNames: ['x.example'] }, one],
  ['nobody', { address: '198.51.100.7', certificateNames: ['x.example'] }, undefined],
])('a source is known by %s', (_, peer, id) => {
  expect(sourceOfPeer(directory, peer)?.id).toBe(id);
});
