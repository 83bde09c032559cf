import { isIPv6 } from 'node:net';
import { z } from 'zod';
import type { Config } from './config.ts';
import { optionalPort, port } from './setting-schemas.ts';

const SIPS_PORT = 5061;

/** SIP, also over TLS and IPv6. */
export const SIP_SETTINGS = {
  publicAddress6: {
    env: 'FONOTEKA_PUBLIC_ADDRESS_IPV6',
    schema: z.string().refine((text) => text === '' || isIPv6(text), 'must be an IPv6 address'),
    default: '',
    about:
      'The address in SIP and in SDP answers for PBXs, and for media, with IPv6. FONOTEKA_SIP_BIND and FONOTEKA_RTP_BIND are `::` then, which takes IPv4, too. Empty: FONOTEKA_PUBLIC_ADDRESS.',
  },
  sipPort: {
    env: 'FONOTEKA_SIP_PORT',
    schema: port,
    default: '5060',
    about: 'SIP over UDP and TCP. 0: the system chooses.',
  },
  sipsPort: {
    env: 'FONOTEKA_SIPS_PORT',
    schema: optionalPort,
    default: '',
    about: `SIP over TLS. Empty: ${SIPS_PORT} if FONOTEKA_SIPS_CERT is set, otherwise off. 0: the system chooses.`,
  },
  sipsCertificate: {
    env: 'FONOTEKA_SIPS_CERT',
    schema: z.string(),
    default: '',
    about:
      'PEM file of the certificate for SIP over TLS, with those of its issuers. It, the key and FONOTEKA_SIPS_CA are read again when they change. Empty: that of HTTPS (FONOTEKA_TLS_CERT, FONOTEKA_TLS_KEY).',
  },
  sipsKey: {
    env: 'FONOTEKA_SIPS_KEY',
    schema: z.string(),
    default: '',
    about: 'PEM file of this certificate’s private key.',
  },
  sipsClientCertificates: {
    env: 'FONOTEKA_SIPS_CLIENT_CERTS',
    schema: z.enum(['off', 'optional', 'required']),
    default: 'off',
    about:
      'Whether a PBX that connects over TLS is asked for a certificate, which may name the source: `off`; `optional`, one that FONOTEKA_SIPS_CA has not signed counts as none; `required`, without a valid one the connection is closed.',
  },
  sipsCa: {
    env: 'FONOTEKA_SIPS_CA',
    schema: z.string(),
    default: '',
    about: 'PEM file of the authorities that sign the certificates of PBXs. Empty: the public ones that Node knows.',
  },
  sipsVerifyPeers: {
    env: 'FONOTEKA_SIPS_VERIFY',
    schema: z.enum(['on', 'off']).transform((text) => text === 'on'),
    default: 'on',
    about:
      'Whether the certificate of a PBX is checked where the recorder opens the connection, because that of the PBX is gone: `on` or `off`.',
  },
} as const;

/** The port of SIP over TLS; null: off. */
export function sipsPort(config: Pick<Config, 'sipsPort' | 'sipsCertificate'>): number | null {
  return config.sipsPort ?? (config.sipsCertificate === '' ? null : SIPS_PORT);
}
