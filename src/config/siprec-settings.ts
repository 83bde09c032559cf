import { z } from 'zod';
import { TRACE_SETTINGS } from './trace-settings.ts';

/** How SIPREC sessions are read, and kept for support. */
export const SIPREC_SETTINGS = {
  siprecMappings: {
    env: 'FONOTEKA_SIPREC_MAPPINGS',
    schema: z.string(),
    default: '',
    about:
      'YAML or JSON file that says where a vendor’s metadata has caller, tenant and the like (docs/operators/connect-a-pbx.md). It comes before what we know of vendors, and is read at the start. Empty: none.',
  },
  sipDigest: {
    env: 'FONOTEKA_SIP_DIGEST',
    schema: z.enum(['sha-256+md5', 'sha-256', 'md5']),
    default: 'sha-256+md5',
    about:
      'By which algorithms PBXs without a fixed address sign in over SIP: `sha-256+md5` offers both, SHA-256 first (RFC 8760). `md5`: for PBXs that know MD5 only and give up at a challenge that begins with another.',
  },
  ...TRACE_SETTINGS,
} as const;
