import { z } from 'zod';
import { UnixMs } from './instant.ts';
import { PageQuery } from './page.ts';

export const AuditQuery = z.strictObject(PageQuery);

const AuditEvent = z
  .object({
    seq: z.int().describe('The event’s place in the tenant’s chain, from 1.'),
    at: UnixMs,
    actor: z.string().describe('Who did it: a user’s id, an FTP login, `cli`.'),
    actorLogin: z.string().nullable().describe('Of an actor who is a user.'),
    action: z.string(),
    subject: z.string().nullable().describe('What it was done to.'),
    recordingPath: z.string().nullable().describe('Of a subject that is a recording: its file in the tree.'),
    address: z.string().nullable().describe('The peer’s IP address.'),
    detail: z.unknown(),
  })
  .meta({ id: 'AuditEvent' });

export const AuditPage = z
  .object({ events: z.array(AuditEvent).readonly(), nextCursor: z.string().nullable() })
  .meta({ id: 'AuditPage' });
