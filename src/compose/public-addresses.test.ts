import { expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { loadConfig, publicAddress } from '../config/index.ts';
import { withAddressOfCloud } from './public-addresses.ts';

test('each protocol announces its own address, or the common one', () => {
  const config = loadConfig({
    FONOTEKA_PUBLIC_ADDRESS: '203.0.113.1',
    FONOTEKA_RTP_PUBLIC_ADDRESS: '203.0.113.2',
    FONOTEKA_FTP_PUBLIC_ADDRESS: 'auto',
  });
  const settings = ['sipPublicAddress', 'rtpPublicAddress', 'ftpPublicAddress'] as const;
  expect(settings.map((setting) => publicAddress(config, setting))).toEqual([
    '203.0.113.1',
    '203.0.113.2',
    '203.0.113.1',
  ]);
});

test.each(['web,worker', 'files'])(
  'a process with the roles %s announces nothing in SIP and asks no cloud',
  async (roles) => {
    const config = loadConfig({ FONOTEKA_SIP_PUBLIC_ADDRESS: 'auto', FONOTEKA_ROLES: roles });
    const asked = withAddressOfCloud(config, {
      clock: new ManualClock(),
      log: quietLog,
      service: 'http://127.0.0.1:1',
    });
    expect(await asked).toBe(config);
  },
);
