import { Readable } from 'node:stream';
import type { ChainedEvent } from '../audit/index.ts';
import { AppError } from '../base/errors.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import { recordingPaths, wholeTenant } from '../catalog/index.ts';
import { loginsOf } from '../tenants/index.ts';
import type { ApiOptions, ZodApp } from './api-options.ts';
import { attachment } from './content-disposition.ts';
import { CONTRACT } from './contract.ts';
import { auditedAs, signedIn, tenantOf } from './signed-in.ts';

type AuditOptions = Pick<ApiOptions, 'db' | 'audit' | 'clock'>;

/** More events than any tenant will have. */
const CURSOR = /^\d{1,15}$/;

export function routeAudit(app: ZodApp, { db, audit, clock }: AuditOptions): void {
  app.route({
    ...CONTRACT.listAudit,
    handler: async (request) => {
      const { cursor, limit } = request.query;
      const before = cursor === undefined ? undefined : placeOf(cursor);
      const tenantId = tenantOf(request);
      const events = await audit.list(tenantId, { before, limit });
      const logins = await loginsOf(
        db,
        events.map(({ actor }) => actor),
      );
      const subjects = events.flatMap(({ subject }) => subject ?? []);
      const paths = await recordingPaths(db, wholeTenant(tenantId), subjects);
      return {
        events: events.map((event) => ({
          ...event,
          actorLogin: logins.get(event.actor) ?? null,
          recordingPath: paths.get(event.subject ?? '') ?? null,
        })),
        nextCursor: cursorAfter(events),
      };
    },
  });

  app.route({
    ...CONTRACT.exportAudit,
    handler: async (request, reply) => {
      await audit.record(auditedAs(signedIn(request), 'audit-exported', request));
      reply.header('content-disposition', attachment(`audit-${warsawDay(clock.now())}.ndjson`));
      reply.type('application/x-ndjson');
      return reply.send(Readable.from(audit.exportChain(tenantOf(request))));
    },
  });
}

/** Only the first event of a chain has none before it. */
function cursorAfter(events: readonly ChainedEvent[]): string | null {
  const last = events.at(-1);
  return last === undefined || last.seq === 1 ? null : String(last.seq);
}

function placeOf(cursor: string): number {
  if (!CURSOR.test(cursor)) throw new AppError('request-invalid', 'the cursor is not one of ours');
  return Number(cursor);
}
