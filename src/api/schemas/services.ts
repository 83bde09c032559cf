import { z } from 'zod';
import { UnixMs } from './instant.ts';

export const CallRecordingService = z
  .object({
    included: z.boolean().describe('Whether the plan includes recording.'),
    enabled: z.boolean(),
    recordInternal: z.boolean(),
  })
  .meta({ id: 'CallRecordingService' });

export const Services = z
  .object({
    hostedPbx: z.object({ plan: z.string().nullable().describe('Null: none at the moment.') }),
    callRecording: CallRecordingService,
    ftp: z
      .object({ address: z.string(), port: z.int().min(1).max(65535), login: z.string(), passwordChangedAt: UnixMs })
      .nullable()
      .describe('Null for a role that may not see it, and where there is no account yet.'),
  })
  .meta({ id: 'Services' });

export const CallRecordingChange = z
  .strictObject({ enabled: z.boolean().exactOptional(), recordInternal: z.boolean().exactOptional() })
  .refine((change) => Object.keys(change).length > 0, 'must change something');

export const FtpPassword = z
  .object({ login: z.string(), password: z.string().describe('Shown this once; a new one can be made at any time.') })
  .meta({ id: 'FtpPassword' });
