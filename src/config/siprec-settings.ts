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
  ...TRACE_SETTINGS,
} as const;
